import RequestModel

/// The case of a failure, without what it carries.
enum FailureKind: Hashable {
  case unreachable, unauthenticated, forbidden, throttled, crowded, rejected, intercepted, lost, noCredentials

  /// `nil` where nothing failed.
  init?(_ failure: ServiceFailure?) {
    switch failure {
    case .unreachable: self = .unreachable
    case .unauthenticated: self = .unauthenticated
    case .forbidden: self = .forbidden
    case .throttled: self = .throttled
    case .crowded: self = .crowded
    case .rejected: self = .rejected
    case .intercepted: self = .intercepted
    case .lost: self = .lost
    case .noCredentials: self = .noCredentials
    case nil: return nil
    }
  }
}
