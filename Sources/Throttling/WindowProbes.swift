import Model

/// Calls of ours that go late in a window, so that their replies show what others have taken of it in the meantime.
///
/// One goes when half of the window is left, one at a quarter, and so on; the last ones early enough to be counted in this
/// window. Only calls that would have to wait for the next window anyway are kept for it, so that no run takes longer.
struct WindowProbes: Sendable {
  /// What stands before a call that might go now.
  struct ProbeState {
    /// Calls that are kept for later moments.
    var pending: Int
    /// Whether a moment has come since the last call went.
    var isDue: Bool
    /// The next moment, if one is left.
    var next: Duration?
  }

  private static let count = 5

  private var lastSent: Duration?
  /// A long round trip of late.
  private var roundTrip = Duration.zero

  /// How many calls of a window may be kept: few of a small one.
  static func maximum(of allowance: Int) -> Int { max(0, min(count, allowance / 3 - 1)) }

  mutating func opened() { lastSent = nil }

  mutating func sent(now: Duration) { lastSent = now }

  mutating func learn(roundTrip latest: Duration) { roundTrip = max(latest, roundTrip * 0.9) }

  func state(now: Duration, end: Duration, length: Double, kept: Int) -> ProbeState {
    // Our estimate of the end is late by up to a second and a round trip.
    let least = 1 + 2 * roundTrip.inSeconds
    let moments = (1...Self.count).map { end - .seconds(max(length / Double(1 << $0), least)) }
    let due = moments.last { $0 <= now }
    return ProbeState(
      pending: max(0, min(kept, moments.count { $0 > now })),
      isDue: due.map { moment in lastSent.map { $0 < moment } ?? false } ?? false,
      next: moments.first { $0 > now })
  }
}
