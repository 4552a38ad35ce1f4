package import Model
package import Throttling

/// What calls wait for: an org that does not answer, or its rate limit. A pure function of what was seen last.
package struct WaitText: Sendable {
  /// Without a reply for so long, a call in flight is worth a word.
  private static let longReply = Duration.seconds(3)

  /// The call that failed last, while none has been answered since.
  package var retry: RetryWatch.Retry?
  /// The families of which calls wait for a limit.
  package var holds: [CallFamily: RateLimiter.Hold] = [:]
  /// Failures in a row: no call goes out before their pause is over.
  package var failureStreak: CircuitBreaker.FailureStreak?
  /// Since when calls are in flight without any reply.
  package var silentSince: Duration?
  /// Whether many calls are in flight: a run counts its tries by rounds of failures, whichever of its calls fail.
  package var isRun: Bool
  /// What is known of each window.
  package var readings: [CallFamily: RateLimitStatus]

  /// As it is now.
  package static func now(_ limiter: RateLimiter, _ retries: RetryWatch, isRun: Bool) async -> WaitText {
    WaitText(
      retry: retries.retry, holds: await limiter.holds, failureStreak: await limiter.failureStreak,
      silentSince: await limiter.silentSince, isRun: isRun, readings: await limiter.statuses())
  }

  /// `cannot reach https://…, try 3 of 8, next in 8 s`, or `rate limit, 51 s`; `nil` where nothing is waited for that is
  /// worth a word.
  package func text(now: Duration) -> String? { trouble(now: now) ?? rateLimit(now: now) }

  /// `no reply for 12 s, try 2 of 6`, or why the last try failed and when the next one is.
  package func trouble(now: Duration) -> String? {
    if let silence = silence(now: now) { return silence }
    guard let retry else { return nil }
    switch retry.failure {
    case .throttled, .concurrencyLimited:
      let seconds = max(retry.next, longestHold?.until ?? .zero, now) - now
      return seconds >= .seconds(1) ? "rate limit, \(CountText.duration(seconds: seconds.inSeconds))" : "rate limit"
    case .lost where retry.failure.retryAfter != nil:
      return
        "\(Self.head(retry.failure)), the org asks to wait \(CountText.duration(seconds: (retry.next - now).inSeconds))"
    default: return tries(retry, now: now)
    }
  }

  /// `rate limit, 51 s`, while calls of the family, or of any, wait for it.
  package func rateLimit(of family: CallFamily? = nil, now: Duration) -> String? {
    // What waits after failures waits for no limit.
    guard (failureStreak?.next ?? .zero) <= now else { return nil }
    guard let hold = family.map({ holds[$0] }) ?? longestHold, hold.until - now >= .seconds(1) else { return nil }
    let seconds = CountText.duration(seconds: (hold.until - now).inSeconds)
    return "\(hold.isOwnLimit ? "own rate limit" : "rate limit"), \(seconds)"
  }

  private var longestHold: RateLimiter.Hold? { holds.values.max { $0.until < $1.until } }

  /// `no reply for 12 s, try 2 of 6`, once calls are in flight for longer than replies usually take.
  private func silence(now: Duration) -> String? {
    guard let silentSince, now - silentSince >= Self.longReply, (retry?.next ?? .zero) <= now else { return nil }
    let seconds = (now - silentSince).inSeconds.rounded(.down)
    let tries: String? =
      switch retry?.failure {
      case nil, .throttled, .concurrencyLimited: nil
      case .some: retry.map { tryNumber($0, ahead: 1) }
      }
    return (["no reply for \(CountText.duration(seconds: seconds))"] + [tries].compactMap(\.self)).joined(
      separator: ", ")
  }

  private func tries(_ retry: RetryWatch.Retry, now: Duration) -> String {
    let next = max(retry.next, failureStreak?.next ?? .zero) - now
    return "\(Self.head(retry.failure)), \(tryNumber(retry)), next in \(CountText.duration(seconds: next.inSeconds))"
  }

  /// `try 2 of 6`: the last one that failed, or the one `ahead` of it.
  private func tryNumber(_ retry: RetryWatch.Retry, ahead: Int = 0) -> String {
    let rounds = isRun ? failureStreak?.rounds : nil
    let maximum = rounds == nil ? retry.maximumAttempts : CircuitBreaker.maximumRounds
    return "try \(min((rounds ?? retry.attempt) + ahead, maximum)) of \(maximum)"
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
