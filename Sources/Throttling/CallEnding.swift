package import RequestModel

/// How the call of a turn ended, as far as limits and pace are concerned.
package enum CallEnding: Hashable, Sendable {
  /// A reply of any status but 429 and 5xx.
  case answered(RateLimitHeaders?)
  /// A 429 of the window; where the reading does not say that the window is spent, the family pauses for `pause`.
  case throttled(RateLimitHeaders?, pause: Duration)
  /// A 429 or a 503 that says how long to wait (`Retry-After`).
  case deferred(RateLimitHeaders?, by: Duration, isThrottled: Bool)
  /// A 429 of the concurrency limit.
  case crowded
  /// No reply that can be trusted: 5xx, time-out, a connection that closed or was refused. An org's error page may tell
  /// of its window all the same.
  case troubled(RateLimitHeaders?)
  /// An answer that says nothing of the window, such as a proxy's refusal.
  case unlabelled
  /// The call was not made after all.
  case unsent

  /// The ending of a call that failed like this.
  package init(_ failure: ServiceFailure, pause: Duration) {
    switch failure {
    case .throttled(let error, let reading) where error.retryAfter != nil:
      self = .deferred(reading, by: error.retryAfter ?? .zero, isThrottled: true)
    case .crowded(let error) where error.retryAfter != nil:
      self = .deferred(nil, by: error.retryAfter ?? .zero, isThrottled: true)
    case .lost(_, let error?) where error.retryAfter != nil:
      self = .deferred(error.rate, by: error.retryAfter ?? .zero, isThrottled: false)
    case .throttled(_, let reading): self = .throttled(reading, pause: pause)
    case .crowded: self = .crowded
    case .lost, .intercepted, .unreachable: self = .troubled(failure.rate)
    case .noCredentials: self = .unsent
    case .unauthenticated, .forbidden, .rejected:
      // An error page without Okta's headers says nothing of Okta's windows.
      self = failure.rate.map(CallEnding.answered) ?? .unlabelled
    }
  }

  /// Whether the call came back as a 429.
  var isThrottled: Bool {
    switch self {
    case .throttled, .crowded: true
    case .deferred(_, _, let isThrottled): isThrottled
    case .answered, .troubled, .unlabelled, .unsent: false
    }
  }

  /// What the ending says of how much the org and the network bear.
  var pressure: Pressure {
    switch self {
    case .answered, .unlabelled: .good
    case .throttled, .deferred(_, _, isThrottled: true), .unsent: .none
    // An org that says when to come back is there, and busy.
    case .crowded, .deferred: .crowded
    case .troubled: .troubled
    }
  }
}

/// What the end of a call says of how much the org and the network bear.
enum Pressure: Hashable, Sendable {
  case good
  /// Nothing: the call did not get that far.
  case none
  /// Too many calls at once.
  case crowded
  /// The org or the network is in trouble.
  case troubled
}
