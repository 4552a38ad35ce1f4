package import Model

/// One call under the rate limit, with its tries: each waits for a permit and gives it back with its outcome.
///
/// Who makes the call keeps what its effect promises. A stop cuts a read off at once, wherever it is, and it may go out again
/// after any failure. A write in flight is never cut off, and after a lost reply it is looked for, never sent again.
package struct ThrottledCall<Service: RequestService>: Sendable {
  private let reader: ThrottledReader<Service>
  private let family: CallFamily
  private let effect: RetryPolicy.Effect
  private var notBefore: Duration
  private var attempt = 0
  private var hasRenewed = false
  /// Why the limiter stopped, where the last failure was one too many.
  package private(set) var broken: BrokenCircuit?

  /// A call that goes out not before a moment on the reader's clock.
  package init(
    _ reader: ThrottledReader<Service>, _ family: CallFamily, effect: RetryPolicy.Effect, notBefore: Duration
  ) {
    self.reader = reader
    self.family = family
    self.effect = effect
    self.notBefore = notBefore
  }

  /// Waits for the permit of the next try.
  package func permit() async throws(RateLimiter.Stopped) -> Permit {
    try await reader.limiter.acquire(for: family, notBefore: notBefore)
  }

  /// Gives a permit back with the org's reply.
  package func answered(_ rate: RateLimitHeaders?, to permit: Permit) async {
    await reader.limiter.release(permit, outcome: .answered(rate))
    reader.retries.answered()
  }

  /// Gives a permit back whose call was not made, or cut off.
  package func notSent(_ permit: Permit) async {
    await reader.limiter.release(permit, outcome: .notSent)
  }

  /// Gives a permit back with the failure of its call, and says what to do now. The next permit waits as long as it has to.
  package mutating func failed(_ failure: ServiceFailure, with permit: Permit) async -> RetryPolicy.Decision {
    attempt += 1
    let policy = reader.policy
    let pause = policy.backoff.delay(attempt: attempt, random: reader.random())
    broken = await reader.limiter.release(permit, outcome: CallOutcome(failure, pause: pause))
    let decision = policy.decide(
      failure, effect: effect, attempt: attempt, hasRenewed: hasRenewed, random: reader.random())
    switch decision {
    case .retry(let wait):
      let now = reader.time.now()
      notBefore = now + wait
      let maximum = policy.attempts(after: failure, effect: effect)
      reader.retries.failed(failure, attempt: attempt, of: maximum, now: now, wait: wait)
    case .renewCredentials: hasRenewed = true
    case .lookFirst, .giveUp: break
    }
    return decision
  }
}
