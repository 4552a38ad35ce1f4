/// Notices that nothing gets through any more: pauses that grow, then the end, rather than a run that throws all that it
/// has at an org in trouble.
///
/// Failures count in a row: any answer of the org, a refusal too, begins a new count. Calls that went out before the last
/// failure was noticed belong to one round with it, so that one broken network under many calls is one round.
struct CircuitBreaker: Sendable {
  /// Rounds of failures that cost no pause: a single lost reply is nothing special.
  private static let freeRounds = 2
  /// Rounds before the circuit opens: with their pauses, about half a minute.
  private static let mostRounds = 8

  private let mostFailures: Int
  private let backoff = Backoff()
  private var rounds = 0
  private var roundBegan: Duration?
  /// Failures since the last good reply.
  private(set) var failures = 0

  /// More failures are needed than a broken network with `parallelism` calls under way can cause at once.
  init(parallelism: Int) {
    mostFailures = max(20, 2 * parallelism)
  }

  /// Whether nothing should be sent any more.
  var isOpen: Bool { failures >= mostFailures && rounds >= Self.mostRounds }

  /// Takes in how a call ended that was sent at `sent`; gives a pause to make before the next one.
  mutating func note(_ pressure: Pressure, sent: Duration, now: Duration) -> Duration? {
    switch pressure {
    case .none: return nil
    case .good, .crowded:
      (failures, rounds, roundBegan) = (0, 0, nil)
      return nil
    case .troubled:
      failures += 1
      if let roundBegan, sent <= roundBegan { return nil }
      rounds += 1
      roundBegan = now
      // The middle of the backoff's spread: the calls that wait are ours alone, and go one after the other.
      return rounds > Self.freeRounds ? backoff.delay(attempt: rounds - Self.freeRounds, random: 0.5) : nil
    }
  }
}

/// So many calls failed in a row that the limiter stopped.
package struct BrokenCircuit: Hashable, Sendable {
  package let failures: Int
}
