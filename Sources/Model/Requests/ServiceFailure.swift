/// How a call can fail, by what the caller may conclude: whether the org may have acted on it.
package enum ServiceFailure: Error, Hashable, Sendable {
  /// The call never left: no connection (refused, no such host, TLS not agreed). Certainly not processed. `isLasting`
  /// where to try again cannot help: a certificate that is not trusted, or that of another host.
  case unreachable(String, isLasting: Bool = false)
  /// Held back before it left, this long after it was recorded (`SendDeadline`). Certainly not processed, and no fault of
  /// the org's.
  case tooLate(Duration)
  /// 401: certainly not processed. New credentials may help.
  case unauthenticated(ServiceError)
  /// 403: certainly not processed.
  case forbidden(ServiceError)
  /// 429 of a rate-limit window: certainly not processed.
  case throttled(ServiceError, RateLimitHeaders?)
  /// 429 of the concurrency limit (`X-Rate-Limit-Limit: 0`): certainly not processed; the window says nothing.
  case concurrencyLimited(ServiceError)
  /// Any other 4xx with Okta's own error body: the org answered, and did not do it.
  case rejected(ServiceError)
  /// A reply that is not Okta's own: a login page, a gateway's or a proxy's error, a redirect. The org may have acted on
  /// the call.
  case intercepted(ServiceError)
  /// Sent, and no trustworthy answer came: closed connection, time-out, 5xx, truncated or unreadable reply.
  /// The org may have acted on it.
  case lost(String, ServiceError?)
  /// The credentials could not be had at all (no token, a token command that failed).
  case noCredentials(String)

  /// Whether the org certainly did not act on the call, so that sending it again cannot do it twice.
  package var isCertainlyNotProcessed: Bool {
    switch self {
    case .lost, .intercepted: false
    case .unreachable, .tooLate, .unauthenticated, .forbidden, .throttled, .concurrencyLimited, .rejected,
      .noCredentials:
      true
    }
  }

  /// Whether the org itself ended a call that it may have acted on, by its own error body: it acts on it no longer.
  package var isEndedByOrg: Bool {
    if case .lost(_, let error?) = self { return error.isOktas }
    return false
  }

  /// What the org said, where it said something.
  package var error: ServiceError? {
    switch self {
    case .unauthenticated(let error), .forbidden(let error), .throttled(let error, _), .concurrencyLimited(let error),
      .rejected(let error), .intercepted(let error):
      error
    case .lost(_, let error): error
    case .unreachable, .tooLate, .noCredentials: nil
    }
  }

  /// The window that the failed reply showed.
  package var rate: RateLimitHeaders? {
    switch self {
    case .throttled(_, let rate): rate
    default: error?.rate
    }
  }

  /// How long the org asks to wait before the next call. A failure that says so is not a network problem: it counts
  /// toward no limit of losses, though a write that ended so may have been processed all the same.
  package var retryAfter: Duration? { error?.retryAfter }

  /// One line for a person: what happened, the org's summary, every cause and the call's id.
  package var text: String {
    switch self {
    case .unreachable(let reason, _), .noCredentials(let reason): reason
    case .tooLate(let elapsed):
      "not sent: the machine was suspended or too slow for \(elapsed.components.seconds) s after the call was recorded"
    case .unauthenticated(let error), .forbidden(let error), .throttled(let error, _), .concurrencyLimited(let error),
      .rejected(let error):
      error.text
    case .intercepted(let error): "answered by something in between, not by Okta: \(error.text)"
    case .lost(let reason, let error): error.map { "\(reason): \($0.text)" } ?? reason
    }
  }
}
