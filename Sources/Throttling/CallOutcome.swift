package import RequestModel

/// How the call of a turn ended, as far as limits and pace are concerned.
package enum CallOutcome: Hashable, Sendable {
  /// A reply of any status but 429 and 5xx.
  case answered(RateLimitHeaders?)
  /// A 429 of the window; where the reading does not say that the window is spent, the family pauses for `pause`.
  case throttled(RateLimitHeaders?, pause: Duration)
  /// A 429 or a 503 that says how long to wait (`Retry-After`).
  case deferred(RateLimitHeaders?, by: Duration, isThrottled: Bool)
  /// A 429 of the concurrency limit.
  case concurrencyLimited
  /// No reply that can be trusted: 5xx, time-out, a connection that closed or was refused. An org's error page may tell
  /// of its window all the same.
  case lost(RateLimitHeaders?)
  /// An answer that says nothing of the window, such as a proxy's refusal.
  case noRateHeaders
  /// The call was not made after all.
  case notSent

  /// The ending of a call that failed like this.
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
    case .noCredentials: self = .notSent
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

  /// What the ending says of how much the org and the network bear.
  var pressure: Pressure {
    switch self {
    case .answered, .noRateHeaders: .good
    case .throttled, .deferred(_, _, isThrottled: true), .notSent: .none
    // An org that says when to come back is there, and busy.
    case .concurrencyLimited, .deferred: .concurrencyLimited
    case .lost: .lost
    }
  }
}

/// What the end of a call says of how much the org and the network bear.
enum Pressure: Hashable, Sendable {
  case good
  /// Nothing: the call did not get that far.
  case none
  /// Too many calls at once.
  case concurrencyLimited
  /// The org or the network is in trouble.
  case lost
}
