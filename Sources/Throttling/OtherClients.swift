import Model

/// What other clients take of a window that they share with us: noticed, expected again, and held back for them.
///
/// The org's count less our own calls is theirs. What they took in the last window is expected in this one, at an even
/// pace, and at most half of the window: who wants more than half has to share. The expectation rises at once, to
/// their half where they emptied the window before us, and falls by halves;
/// it ends with a window in which they were looked for and took nothing.
struct OtherClients: Sendable {
  /// Calls that they are expected to make in a whole window.
  private var expected = 0.0
  /// Calls that they made in this window for certain, up to `asOf`, the moment of the last reading.
  private var taken = 0
  private var asOf = Duration.zero
  /// Whether one of our calls found the window empty.
  private var wasEmptied = false
  /// Calls more that must be left before one goes on an old reading: more after each window that was found empty.
  private var caution = 0.0
  /// What their share of the calls counted so far would come to in the whole window.
  private var projected = 0.0

  /// A new window begins.
  mutating func opened(now: Duration) {
    taken = 0
    asOf = now
    projected = 0
    wasEmptied = false
  }

  /// The org had counted `spent` calls when the call sent at `moment` came, `count` of them or more by others.
  mutating func record(usedByOthers count: Int, of spent: Int, limit: Int, at moment: Duration) {
    taken = max(taken, count)
    asOf = max(asOf, moment)
    projected = spent > 0 ? Double(taken) / Double(spent) * Double(limit) : 0
  }

  /// One of our calls came back as a 429, though by our count there was room: they took more than we held back.
  mutating func recordExhausted() { wasEmptied = true }

  /// The window that was to end at `end` is over. In a full one others may have wanted more than they got: there the pace
  /// at which they took it counts.
  mutating func windowEnded(at end: Duration, length: Double, limit: Int, isFull: Bool) {
    let watched = min(1, max(0.01, 1 - Self.share(from: asOf, to: end, of: length)))
    let count = Double(taken)
    caution = wasEmptied && expected >= 1 ? min(2, caution + 0.6) : max(0, caution - 0.02)
    let last = wasEmptied ? Double(limit) / 2 : isFull ? count / watched : count + expected * (1 - watched)
    let areGone = taken == 0 && watched >= 0.5
    expected = areGone ? 0 : min(Double(limit) / 2, max(last, (last + expected) / 2))
  }

  /// Calls to hold back for them, as of the last reading: what they may still take, and no more than makes their half.
  func held(end: Duration, length: Double, limit: Int) -> Double {
    let total = max(expected, min(projected, Double(limit) / 2))
    return min(total * Self.share(from: asOf, to: end, of: length), max(0, total - Double(taken)))
  }

  /// Whether others are to be reckoned with.
  var areActive: Bool { max(expected, projected) >= 1 }

  /// Whether a call that goes now will find one of the `room` calls that were left at the last reading: it will not where
  /// others have probably taken them since (twice the spread of a Poisson count is allowed for, up to their whole part
  /// and one call more).
  func hasRoom(_ room: Int, now: Duration, length: Double) -> Bool {
    let since = expected * Self.share(from: asOf, to: now, of: length)
    let atMost = min(since + 2 * since.squareRoot(), max(0, expected - Double(taken)) + 1) + caution
    return Double(room - 1) >= atMost || since < 0.1
  }

  private static func share(from: Duration, to: Duration, of length: Double) -> Double {
    min(1, max(0, (to - from).inSeconds / length))
  }
}
