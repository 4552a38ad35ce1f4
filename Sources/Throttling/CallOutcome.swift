package import Model

/// How the call of a permit ended, as far as limits and pace are concerned.
package enum CallOutcome: Hashable, Sendable {
  /// A reply of any status but 429 and 5xx.
  case answered(RateLimitHeaders?)
  /// A 429 of the window; where the reading does not say that the window is spent, the family pauses for `pause`.
  case throttled(RateLimitHeaders?, pause: Duration)
  /// A 429 or a 503 that says how long to wait (`Retry-After`).
  case deferred(RateLimitHeaders?, by: Duration, isThrottled: Bool)
  /// A 429 of the concurrency limit.
  case concurrencyLimited
  /// No reply that can be trusted: 5xx, time-out, a connection that closed or was refused. An org's error page may
  /// show its window all the same.
  case lost(RateLimitHeaders?)
  /// An answer that says nothing of the window, such as a proxy's refusal.
  case noRateHeaders
  /// The call was not made after all.
  case notSent

  /// The outcome of a call that failed like this.
  package init(_ failure: ServiceFailure, pause: Duration) {
    switch failure {
    case .throttled(let error, let headers) where error.retryAfter != nil:
      self = .deferred(headers, by: error.retryAfter ?? .zero, isThrottled: true)
    case .concurrencyLimited(let error) where error.retryAfter != nil:
      self = .deferred(nil, by: error.retryAfter ?? .zero, isThrottled: true)
    case .lost(_, let error?) where error.retryAfter != nil:
      self = .deferred(error.rate, by: error.retryAfter ?? .zero, isThrottled: false)
    case .throttled(_, let headers): self = .throttled(headers, pause: pause)
    case .concurrencyLimited: self = .concurrencyLimited
    case .lost, .intercepted, .unreachable: self = .lost(failure.rate)
    case .noCredentials, .tooLate: self = .notSent
    case .unauthenticated, .forbidden, .rejected:
      // An error page without Okta's headers says nothing of Okta's windows.
      self = failure.rate.map(CallOutcome.answered) ?? .noRateHeaders
    }
  }

  /// Whether the call came back as a 429.
  var isThrottled: Bool {
    switch self {
    case .throttled, .concurrencyLimited: true
    case .deferred(_, _, let isThrottled): isThrottled
    case .answered, .lost, .noRateHeaders, .notSent: false
    }
  }

  /// Whether the call shows nothing of how many calls the org and the network bear: it did not get that far.
  var isInconclusive: Bool {
    switch self {
    case .throttled, .deferred(_, _, isThrottled: true), .notSent: true
    case .answered, .deferred, .concurrencyLimited, .lost, .noRateHeaders: false
    }
  }

  /// Whether fewer calls should be in flight: too many were, or the org or the network has a problem.
  var isOverload: Bool {
    switch self {
    // An org that says when to come back is up, and busy.
    case .concurrencyLimited, .deferred(_, _, isThrottled: false), .lost: true
    case .answered, .throttled, .deferred, .noRateHeaders, .notSent: false
    }
  }

  /// Whether the org, or something in between, replied.
  var isReply: Bool {
    switch self {
    case .lost(nil), .notSent: false
    case .answered, .throttled, .deferred, .concurrencyLimited, .lost, .noRateHeaders: true
    }
  }

  /// Whether no reply that can be trusted came.
  var isLost: Bool {
    if case .lost = self { true } else { false }
  }
}
