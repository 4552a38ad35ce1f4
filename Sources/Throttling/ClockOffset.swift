/// By how many seconds another clock is ahead of ours, between two bounds that are slowly forgotten, as clocks drift.
///
/// A reply that says "between 12:00:05 and 12:00:06" was written between our sending and our receiving, and so bounds the offset; the
/// bounds of many are intersected, as HTP does, which sets clocks by the header `Date` (htpdate.org).
struct ClockOffset: Sendable {
  private(set) var low = -Double.infinity
  private(set) var high = Double.infinity
  private var asOf = 0.0
  /// How much two clocks may drift apart in a second: crystals are off by less, also while NTP corrects one.
  static let drift = 0.0002

  /// Takes in bounds that hold at a moment of ours, in seconds. Where they exclude what was known, they are all that is known, and the
  /// answer is `false`.
  mutating func learn(low newLow: Double, high newHigh: Double, at moment: Double) -> Bool {
    let known = bounds(at: moment)
    (low, high, asOf) = (max(known.low, newLow), min(known.high, newHigh), moment)
    guard low > high else { return true }
    (low, high) = (newLow, newHigh)
    return false
  }

  /// The least and the most that it can be at a moment of ours, in seconds.
  func bounds(at moment: Double) -> (low: Double, high: Double) {
    let forgotten = Self.drift * abs(moment - asOf)
    return (low - forgotten, high + forgotten)
  }
}
