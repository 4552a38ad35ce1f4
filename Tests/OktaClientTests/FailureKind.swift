import Model

/// The case of a failure, without what it carries.
enum FailureKind: Hashable {
  case unreachable, unauthenticated, forbidden, throttled, concurrencyLimited, rejected, intercepted, lost,
    noCredentials, tooLate

  /// `nil` where nothing failed.
  init?(_ failure: ServiceFailure?) {
    switch failure {
    case .unreachable: self = .unreachable
    case .unauthenticated: self = .unauthenticated
    case .forbidden: self = .forbidden
    case .throttled: self = .throttled
    case .concurrencyLimited: self = .concurrencyLimited
    case .rejected: self = .rejected
    case .intercepted: self = .intercepted
    case .lost: self = .lost
    case .noCredentials: self = .noCredentials
    case .tooLate: self = .tooLate
    case nil: return nil
    }
  }
}
