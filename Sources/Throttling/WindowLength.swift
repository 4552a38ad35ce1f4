import Foundation
import Model

/// The length of an org's windows, in seconds.
///
/// `reset` and `date` are both cut to whole seconds, so their difference is at most the length, and may be one second
/// less where the reply crossed a second's boundary. Lengths are round numbers: 59 s were seen of 60 s, not of 59.
struct WindowLength {
  private(set) var longestSeen = 0.0
  /// Whether a second window was seen. The first one of a grid may be nearly over, and a round number of seconds left of it by chance.
  private(set) var isConfirmed = false

  mutating func learn(_ headers: RateLimitHeaders) {
    learn(seconds: headers.reset.timeIntervalSince(headers.date))
  }

  mutating func confirm() { isConfirmed = true }

  mutating func learn(seconds: Double) { longestSeen = max(longestSeen, seconds) }

  var seconds: Double {
    Self.isRound(longestSeen) ? max(1, longestSeen) : longestSeen + 1
  }

  /// Whether a first window's length is taken for granted, and may be what was left of a longer one.
  var isUnproven: Bool { !isConfirmed && longestSeen < 60 }

  /// The longest that it can be, with a call that seems to open a window: in the first one, only the usual lengths are believed.
  var assumed: Double {
    let isUsual = longestSeen == 10 || longestSeen.truncatingRemainder(dividingBy: 60) == 0
    return isConfirmed || isUsual ? seconds : longestSeen + 1
  }

  static func isRound(_ seconds: Double) -> Bool { seconds.truncatingRemainder(dividingBy: 5) == 0 }
}
