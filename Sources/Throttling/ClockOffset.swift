import Foundation
import Model

/// By how many seconds another clock is ahead of ours, between two bounds.
///
/// A reply that says "between 12:00:05 and 12:00:06" was written between our sending and our receiving: each reply bounds the
/// offset, and the bounds of many replies at different fractions of a second leave a few milliseconds more than the shortest round
/// trip. HTP, which sets clocks by the header `Date`, intersects them in the same way (htpdate.org).
package struct ClockOffset: Hashable, Sendable {
  /// How much two clocks may drift apart in a second: NTP corrects a clock by at most 500 parts per million, and crystals are off by
  /// less than 100 (RFC 5905, section 7.1 assumes 15 for its own bounds). Bounds are forgotten at this rate.
  package static let drift = 0.0002

  private var low = -Double.infinity
  private var high = Double.infinity
  private var asOf = Duration.zero
  /// The widest gap between bounds that excluded each other, in seconds: nodes whose clocks differ, or a clock that was set.
  package private(set) var disagreement = 0.0

  package init() {}

  /// The least and the most that it can be at a moment of ours.
  package func bounds(at moment: Duration) -> ClosedRange<Double> {
    let forgotten = Self.drift * abs((moment - asOf).inSeconds)
    return (low - forgotten)...(high + forgotten)
  }

  /// The other clock showed `shown.lowerBound` or more, and less than `shown.upperBound`, at a moment between these two of ours.
  /// Where that cannot be by what was known, it is all that is known, and the answer is `false`.
  @discardableResult
  package mutating func learn(_ shown: Range<Double>, sent: Duration, received: Duration) -> Bool {
    let new = (shown.lowerBound - received.inSeconds)...(shown.upperBound - sent.inSeconds)
    let known = bounds(at: received)
    asOf = max(asOf, received)
    low = max(known.lowerBound, new.lowerBound)
    high = min(known.upperBound, new.upperBound)
    guard low > high else { return true }
    disagreement = max(disagreement, low - high)
    (low, high) = (new.lowerBound, new.upperBound)
    return false
  }

  /// When the other clock surely shows a time, on ours, and when it does not show it yet.
  package func moments(of time: Double) -> ClosedRange<Double> {
    let last = asOf.inSeconds
    let (first, latest) = (time - high, time - low)
    return (first - Self.drift * abs(first - last))...(latest + Self.drift * abs(latest - last))
  }
}
