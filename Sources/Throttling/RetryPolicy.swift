package import Model

/// What to do after a failed call: answers, and leaves the doing to others.
package struct RetryPolicy: Hashable, Sendable {
  /// What to do next.
  package enum Decision: Hashable, Sendable {
    /// Send it again, after this wait and when the limiter grants a permit.
    case retry(after: Duration)
    /// Get the credentials again, then send it again.
    case renewCredentials
    /// It may have been processed: look whether it was, before anything else.
    case lookFirst
    /// No further try would help.
    case giveUp
  }

  /// Whether the call changes anything in the org.
  package enum Effect: Hashable, Sendable {
    /// Reading twice changes nothing.
    case read
    /// Writing twice makes two.
    case write
  }

  /// Waits after a lost or refused connection.
  package var backoff: Backoff
  /// Waits after a 429 of the concurrency limit: slots free up in under a second, whatever `Reset` says.
  package var concurrencyBackoff: Backoff
  /// How often a call goes out before giving up over a bad network or server.
  package var attempts: Int
  /// How often a write goes out before giving up over an org that cannot be reached: it was there when the plan was made,
  /// so that a run waits for it as long as the circuit breaker does.
  package var unreachableWriteAttempts: Int
  /// How often a call goes out before giving up over 429s, and over 503s that say when to come back: the limiter waits
  /// each time. So often as well where this machine is too slow to send it in time.
  package var throttledAttempts: Int

  package init(
    backoff: Backoff = Backoff(),
    concurrencyBackoff: Backoff = Backoff(first: .milliseconds(250), maximum: .seconds(4)),
    attempts: Int = 6, unreachableWriteAttempts: Int = CircuitBreaker.maximumRounds, throttledAttempts: Int = 30
  ) {
    self.backoff = backoff
    self.concurrencyBackoff = concurrencyBackoff
    self.attempts = attempts
    self.unreachableWriteAttempts = unreachableWriteAttempts
    self.throttledAttempts = throttledAttempts
  }

  /// How often a call that failed so goes out at most.
  package func attempts(after failure: ServiceFailure, effect: Effect) -> Int {
    switch failure {
    case .unreachable where effect == .write: unreachableWriteAttempts
    case .throttled, .concurrencyLimited, .tooLate: throttledAttempts
    case .lost where failure.retryAfter != nil: throttledAttempts
    default: attempts
    }
  }

  /// `attempt` counts the calls made so far, from 1; `random` is from 0 up to 1.
  package func decide(
    _ failure: ServiceFailure, effect: Effect, attempt: Int, hasRenewed: Bool, random: Double
  ) -> Decision {
    // The gate: a write goes out again only where the org certainly did not process it.
    guard effect == .read || failure.isCertainlyNotProcessed else { return .lookFirst }
    let isLast = attempt >= attempts(after: failure, effect: effect)
    return switch failure {
    case .throttled, .tooLate:
      isLast ? .giveUp : .retry(after: .zero)
    case .concurrencyLimited:
      isLast ? .giveUp : .retry(after: concurrencyBackoff.delay(attempt: attempt, random: random))
    case .unauthenticated:
      hasRenewed ? .giveUp : .renewCredentials
    case .unreachable(_, isLasting: true):
      .giveUp
    case .unreachable, .lost:
      isLast ? .giveUp : .retry(after: failure.retryAfter ?? backoff.delay(attempt: attempt, random: random))
    case .forbidden, .rejected, .intercepted, .noCredentials:
      .giveUp
    }
  }
}
