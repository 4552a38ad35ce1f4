package import Model

/// What is waited for: until when declared requests are open.
package enum WaitGoal: String, Hashable, Sendable, CaseIterable {
  /// Until the org has resolved each of them, the access given or refused.
  case resolved
  /// Until each of them is approved or refused; the access may still be to come.
  case approved

  /// What a request means for who waits.
  package enum Verdict: Hashable, Sendable {
    /// It is still waited for.
    case pending
    /// It has come to what is waited for.
    case met
    /// It is over, or cannot be, and has not come to it.
    case unmet
    /// Whether it exists is not known, and waiting does not show it.
    case unknown
  }

  /// What a request's status means.
  package func verdict(on status: DeclarationStatus) -> Verdict {
    switch status.standing {
    case .waiting, .other: .pending
    case .approved: self == .resolved && status.request?.isOpen == true ? .pending : .met
    case .denied, .failed, .canceled, .expired, .locked, .blocked: .unmet
    case .missing: status.isUnderWay ? .pending : .unmet
    case .ambiguous: .unknown
    case .resolved: self == .resolved ? .met : .unmet
    }
  }

  /// Whether a retrieval may show that a request has come to it, as far as the list says: an open request waits for a person,
  /// and one that is `PENDING` for its action.
  package func mayBeMet(by request: ExistingRequest) -> Bool {
    self == .resolved ? !request.isOpen : request.status.uppercased() != "OPEN"
  }
}

/// How many requests there are of each verdict.
package struct WaitTally: Hashable, Sendable {
  /// Still waited for.
  package var pending = 0
  /// Come to what is waited for.
  package var met = 0
  /// Over, or impossible.
  package var unmet = 0
  /// Ambiguous.
  package var unknown = 0

  /// Counts these.
  package init(_ statuses: [DeclarationStatus], for goal: WaitGoal) {
    for status in statuses {
      switch goal.verdict(on: status) {
      case .pending: pending += 1
      case .met: met += 1
      case .unmet: unmet += 1
      case .unknown: unknown += 1
      }
    }
  }

  /// All of them.
  package var total: Int { pending + met + unmet + unknown }
}
