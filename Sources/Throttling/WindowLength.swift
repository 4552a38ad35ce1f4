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

  /// A second window was seen.
  mutating func confirm() { isConfirmed = true }

  mutating func learn(seconds: Double) { longestSeen = max(longestSeen, seconds) }

  var seconds: Double {
    Self.isRound(longestSeen) ? max(1, longestSeen) : longestSeen + 1
  }

  /// What is left at most where a call has opened a window, if that can be known before two windows have shown their ends. Ten seconds
  /// are believed in the first window only.
  var known: Double? { isUsual && (isUnproven || longestSeen != 10) ? longestSeen : nil }

  /// Whether it is one of those that orgs have.
  var isUsual: Bool {
    longestSeen == 10 || longestSeen > 0 && longestSeen.truncatingRemainder(dividingBy: 60) == 0
  }

  /// Whether it is believed, and may be what was left of a first window that was longer: ten seconds are left of some.
  var isUnproven: Bool { !isConfirmed && longestSeen == 10 }

  static func isRound(_ seconds: Double) -> Bool { seconds.truncatingRemainder(dividingBy: 5) == 0 }
}
