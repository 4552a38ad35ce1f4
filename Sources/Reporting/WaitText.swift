package import RequestModel
package import Throttling

/// What calls wait for: an org that does not answer, or its rate limit. A pure function of what was seen last.
package struct WaitText: Sendable {
  /// The call that failed last, while none has been answered since.
  package var retry: RetryWatch.Retry?
  /// The kind of call that a reading waits to make.
  package var awaited: CallFamily?
  /// Failures in a row: no call goes out before their pause is over.
  package var failureStreak: CircuitBreaker.FailureStreak?
  /// Whether many calls are under way: a run counts its tries by rounds of failures, whichever of its calls fail.
  package var isRun: Bool
  /// What is known of each window.
  package var readings: [CallFamily: RateLimitStatus]

  /// As it is now.
  package static func now(_ limiter: RateLimiter, _ retries: RetryWatch, isRun: Bool) async -> WaitText {
    WaitText(
      retry: retries.retry, awaited: retries.awaited, failureStreak: await limiter.failureStreak, isRun: isRun,
      readings: await limiter.statuses())
  }

  /// `cannot reach https://…, try 3 of 8, next in 8 s`, or `rate limit, 51 s`; `nil` where nothing is waited for that is
  /// worth a word.
  package func text(now: Duration) -> String? {
    guard let retry else { return awaited.flatMap(rateLimit(of:)) }
    switch retry.failure {
    case .throttled, .concurrencyLimited:
      let seconds = max((retry.next - now).inSeconds, awaited.flatMap(windowEnd(of:)) ?? 0)
      return seconds >= 1 ? "rate limit, \(CountText.duration(seconds: seconds))" : "rate limit"
    case .lost where retry.failure.retryAfter != nil:
      return
        "\(Self.head(retry.failure)), the org asks to wait \(CountText.duration(seconds: (retry.next - now).inSeconds))"
    default: return tries(retry, now: now)
    }
  }

  /// `rate limit, 51 s`, while no call of the family may go out for a second or more.
  package func rateLimit(of family: CallFamily) -> String? {
    guard let seconds = windowEnd(of: family), seconds >= 1 else { return nil }
    return "rate limit, \(CountText.duration(seconds: seconds))"
  }

  /// Seconds until the window ends in which no call of the family may go out any more.
  private func windowEnd(of family: CallFamily) -> Double? {
    readings[family].flatMap { $0.remaining == 0 ? $0.endsIn : nil }
  }

  private func tries(_ retry: RetryWatch.Retry, now: Duration) -> String {
    let rounds = isRun ? failureStreak?.rounds : nil
    let (number, most) =
      rounds.map { (min($0, CircuitBreaker.maximumRounds), CircuitBreaker.maximumRounds) } ?? (
        retry.attempt, retry.maximumAttempts
      )
    let next = max(retry.next, failureStreak?.next ?? .zero)
    return
      "\(Self.head(retry.failure)), try \(number) of \(most), next in \(CountText.duration(seconds: (next - now).inSeconds))"
  }

  /// What failed, in a few words: the line is short, and the reason comes with the error if it comes to that.
  private static func head(_ failure: ServiceFailure) -> String {
    switch failure {
    case .lost(_, nil): "no reply"
    case .lost(_, let error?) where error.status < 400: "no readable reply"
    case .lost(_, let error?): "error \(error.status)"
    default: failure.text.firstRange(of: ": ").map { String(failure.text[..<$0.lowerBound]) } ?? failure.text
    }
  }
}
