import Foundation
import Model

/// The length of an org's windows, in seconds.
///
/// `reset` and `date` are both cut to whole seconds, so their difference is at most the length, and may be one second
/// less where the reply crossed a second's boundary. Lengths are round numbers: 59 s were seen of 60 s, not of 59.
struct WindowLength {
  private(set) var longestSeen = 0.0

  mutating func learn(_ headers: RateLimitHeaders) {
    learn(seconds: headers.reset.timeIntervalSince(headers.date))
  }

  mutating func learn(seconds: Double) { longestSeen = max(longestSeen, seconds) }

  var seconds: Double {
    longestSeen.truncatingRemainder(dividingBy: 5) == 0 ? max(1, longestSeen) : longestSeen + 1
  }
}
