/// What became of a request, as far as a single retrieval shows it (contract schemas `request-approval` and
/// `request-action`) or the list's status says.
package enum RequestDecision: String, Hashable, Sendable, CaseIterable {
  /// Approvals are pending.
  case undecided
  /// All approvals are there; what follows is not done yet, or nothing follows.
  case approved
  /// The action succeeded, and access lasts as far as the org says.
  case done
  /// An approver denied it.
  case denied
  /// It was approved, and the org could not give the access.
  case failed
  /// Access was given and has ended since.
  case removed
  /// No one decided in time.
  case expired
  /// It was withdrawn before a decision.
  case canceled

  /// Whether the request is over and its requester has no access by it, so that it may be asked for again.
  package var endedWithoutAccess: Bool {
    switch self {
    case .denied, .failed, .removed, .expired, .canceled: true
    case .undecided, .approved, .done: false
    }
  }

  /// What a status alone says; `nil` where only a retrieval shows it. Words that came later count as not known.
  package init?(status: ExistingRequest.Status) {
    switch status.uppercased() {
    case "OPEN", "PENDING": self = .undecided
    case "EXPIRED": self = .expired
    case "CANCELED", "CANCELLED": self = .canceled
    default: return nil
    }
  }
}
