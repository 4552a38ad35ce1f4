import Model

/// Calls of ours that go late in a window, so that their replies show what others have taken of it in the meantime, and when
/// it ends.
///
/// One goes when half of the window is left, one at a quarter, and so on; the last ones early enough to be counted in this
/// window, or when they show most of its end (`WindowTiming`). Only calls that would have to wait for the next window anyway are
/// kept for it, so that no run takes longer.
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
  private var lastAnswered = Duration.zero
  /// A long round trip of late.
  private(set) var roundTrip = Duration.zero

  /// How many calls of a window may be kept: few of a small one.
  static func maximum(of allowance: Int) -> Int { max(0, min(count, allowance / 3 - 1)) }

  /// Whether a call has gone in this window.
  var hasSent: Bool { lastSent != nil }

  mutating func opened() { lastSent = nil }

  mutating func sent(now: Duration) { lastSent = now }

  mutating func answered(sent: Duration, received: Duration) {
    roundTrip = max(received - sent, roundTrip * 0.9)
    lastAnswered = max(lastAnswered, received)
  }

  /// After so long without any, calls that follow on those before have been asked for.
  var quietAt: Duration { max(lastSent ?? .zero, lastAnswered) + .milliseconds(50) }

  /// The questions are the last moments, and the last of the `room` calls that are left is theirs.
  func state(
    now: Duration, end: Duration, length: Double, questions: WindowTiming.Questions, kept: Int, room: Int
  ) -> ProbeState {
    // Our estimate of the end is late by up to a second and a round trip.
    let least = 1 + 2 * roundTrip.inSeconds
    let halves = (1...Self.count).map { end - .seconds(max(length / Double(1 << $0), least)) }
    let earlier = questions.moments.first.map { first in
      halves.prefix(Self.count - questions.maximum).filter { $0 < first }
    }
    let moments = (earlier ?? halves) + questions.moments
    let due = moments.last { $0 <= now }
    let isDue = due.map { moment in lastSent.map { $0 < moment } ?? false } ?? false
    return ProbeState(
      pending: max(0, min(kept, moments.count { $0 > now })),
      isDue: isDue && (room > 1 || questions.moments.last.map { $0 <= now } ?? true),
      next: moments.first { $0 > now })
  }
}
