/// Notices that nothing gets through any more: pauses that grow, then the end, rather than a run that throws all that it
/// has at an org in trouble.
///
/// Failures count in a row, in rounds: any answer of the org, a refusal too, begins a new count. Calls that went out before
/// the pause of the last round was over belong to that round, so that one broken network under many calls is one round,
/// and rounds follow the clock, not how fast calls fail: the pauses of the first eight are 45 seconds together, and the few
/// more rounds that failures of single calls take have 12 seconds, whatever the machine.
package struct CircuitBreaker: Sendable {
  /// Rounds of failures before the circuit opens, at the least.
  package static let maximumRounds = 8
  /// Rounds of failures that cost no pause: a single lost reply is nothing special.
  private static let freeRounds = 2

  /// Failures in a row that have not opened the circuit yet.
  package struct FailureStreak: Hashable, Sendable {
    /// Rounds of failures so far, from 1.
    package var rounds: Int
    /// When the failure came that began this round.
    var began: Duration
    /// When the next round begins, by the time source's clock.
    package var next: Duration
  }

  /// Of all rounds together from the last of those on, if each has one failure.
  private static let lastPauses = Duration.seconds(12)

  private let maximumFailures: Int
  private let backoff = Backoff(first: .seconds(2))
  /// The rounds since the last good reply; `nil` where there were none.
  private(set) var failureStreak: FailureStreak?
  /// Failures since the last good reply.
  private(set) var failures = 0

  /// More failures are needed than a broken network with `parallelism` calls in flight can cause at once.
  init(parallelism: Int) {
    maximumFailures = max(20, 2 * parallelism)
  }

  /// Whether nothing should be sent any more.
  var isOpen: Bool { failures >= maximumFailures && failureStreak.map { $0.rounds >= Self.maximumRounds } ?? false }

  /// Takes in how a call ended that was sent at `sent`; gives a pause to make before the next one of its kind.
  mutating func note(_ outcome: CallOutcome, sent: Duration, now: Duration) -> Duration? {
    if outcome.isInconclusive { return nil }
    guard outcome.isLost else {
      (failureStreak, failures) = (nil, 0)
      return nil
    }
    failures += 1
    if let failureStreak, sent <= failureStreak.began || sent < failureStreak.next {
      return failureStreak.next > now ? failureStreak.next - now : nil
    }
    let rounds = (failureStreak?.rounds ?? 0) + 1
    let pause = pause(after: rounds)
    failureStreak = FailureStreak(rounds: rounds, began: now, next: now + pause)
    return pause > .zero ? pause : nil
  }

  /// The middle of the backoff's spread: the calls that wait are ours alone, and go one after the other.
  private func pause(after rounds: Int) -> Duration {
    if rounds <= Self.freeRounds { return .zero }
    if rounds >= Self.maximumRounds { return Self.lastPauses / maximumFailures }
    return backoff.delay(attempt: rounds - Self.freeRounds, random: 0.5)
  }
}

/// So many calls failed in a row that the limiter stopped.
package struct BrokenCircuit: Hashable, Sendable {
  /// How many calls failed in a row.
  package let failures: Int
}
