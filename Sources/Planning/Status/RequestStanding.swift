package import Model

/// What became of a declared request, in one word.
package enum RequestStanding: Hashable, Sendable {
  /// It waits for a decision.
  case waiting
  /// All approvals are there: the access is given, is still to come, or has ended since.
  case approved
  /// An approver denied it.
  case denied
  /// It was approved, and the org could not give the access.
  case failed
  /// It was withdrawn before a decision.
  case canceled
  /// No one decided in time.
  case expired
  /// The org takes no more decisions on it.
  case locked
  /// The org does not have it.
  case missing
  /// The org does not have it, and it cannot be created.
  case blocked
  /// A run may have created it: its outcome is not known.
  case ambiguous
  /// It is over, and how is not known: it was not retrieved, or the org does not show it.
  case resolved
  /// A word of the org's that came later, as it came.
  case other(ExistingRequest.Status)

  /// Those that have a word of their own, in the order in which they are counted.
  package static let known: [RequestStanding] = [
    .waiting, .approved, .denied, .failed, .canceled, .expired, .locked, .missing, .blocked, .ambiguous, .resolved,
  ]

  /// The word for it, the same in every output.
  package var word: String {
    switch self {
    case .waiting: "waiting"
    case .approved: "approved"
    case .denied: "denied"
    case .failed: "failed"
    case .canceled: "canceled"
    case .expired: "expired"
    case .locked: "locked"
    case .missing: "missing"
    case .blocked: "blocked"
    case .ambiguous: "ambiguous"
    case .resolved: "resolved"
    case .other(let word): word
    }
  }

  /// What became of an existing request: its status counts, but where it says only that the request is open or over.
  package init(of request: ExistingRequest) {
    switch request.status.uppercased() {
    case "OPEN", "PENDING":
      let decision = request.course?.decision ?? request.decision
      self = decision.flatMap(Self.init(decided:)) ?? .waiting
    case "RESOLVED":
      let decision = request.course.flatMap { $0.isHidden ? nil : $0.decision } ?? request.decision
      self = decision.flatMap(Self.init(decided:)) ?? .resolved
    case "LOCKED": self = .locked
    case "EXPIRED": self = .expired
    case "CANCELED", "CANCELLED": self = .canceled
    default: self = .other(request.status)
    }
  }

  /// `nil` where nothing is decided.
  private init?(decided decision: RequestDecision) {
    switch decision {
    case .undecided: return nil
    case .approved, .done, .removed: self = .approved
    case .denied: self = .denied
    case .failed: self = .failed
    case .expired: self = .expired
    case .canceled: self = .canceled
    }
  }
}

extension ExistingRequest {
  /// Whether the org may still decide on it or act on it.
  package var isOpen: Bool { ["OPEN", "PENDING"].contains(status.uppercased()) }
}
