package import struct Foundation.Date

/// How far a request has come, as a single retrieval shows it and a list does not: its approvals and its action (contract
/// schema `request-full-api-compatible`). Coding keys are stored names.
package struct RequestCourse: Hashable, Sendable, Codable {
  /// One approval, in its turn (contract schema `request-approval`).
  package struct Approval: Hashable, Sendable, Codable {
    /// `PENDING` or `COMPLETED`.
    package var status: String
    /// `APPROVED` or `DENIED`; `nil` while it is pending.
    package var decision: String?
    /// Who decided.
    package var approver: UserID?
    /// The name of who decided.
    package var approverName: String?
    /// When it was decided, by the org's clock.
    package var decided: Date?

    package init(
      status: String, decision: String? = nil, approver: UserID? = nil, approverName: String? = nil,
      decided: Date? = nil
    ) {
      self.status = status
      self.decision = decision
      self.approver = approver
      self.approverName = approverName
      self.decided = decided
    }

    /// Whether it was given or denied.
    package var isCompleted: Bool { status == "COMPLETED" }
  }

  /// What gives the access once all is approved (contract schema `request-action`).
  package struct Action: Hashable, Sendable, Codable {
    /// `PENDING` or `COMPLETED`.
    package var status: String
    /// `ADD_USER_TO_GROUP`, `ASSIGN_APP_TO_USER` or `GRANT_ACCESS_TO_ENTITLEMENT_BUNDLE`.
    package var kind: String
    /// `SUCCEEDED` or `FAILED`; `nil` while it is pending.
    package var outcome: String?
    /// The name of what access is given to.
    package var resourceName: String?
    /// When it was tried, by the org's clock.
    package var attempted: Date?
    /// When the access that it gave ended; `nil` while it lasts.
    package var accessRemoved: Date?

    package init(
      status: String, kind: String, outcome: String? = nil, resourceName: String? = nil, attempted: Date? = nil,
      accessRemoved: Date? = nil
    ) {
      self.status = status
      self.kind = kind
      self.outcome = outcome
      self.resourceName = resourceName
      self.attempted = attempted
      self.accessRemoved = accessRemoved
    }
  }

  /// In the order in which they are decided; none where the request type has none, or the org does not show them
  /// (`CUSTOM`).
  package var approvals: [Approval]
  /// At most one.
  package var actions: [Action]

  package init(approvals: [Approval] = [], actions: [Action] = []) {
    self.approvals = approvals
    self.actions = actions
  }

  /// Whether the org shows nothing of how the request proceeds.
  package var isHidden: Bool { approvals.isEmpty && actions.isEmpty }

  /// How many approvals were given or denied.
  package var completedApprovals: Int { approvals.count(where: \.isCompleted) }

  /// Whether any approval was given or denied, or the action was tried: the request can no longer be canceled.
  package var hasDecisions: Bool { completedApprovals > 0 || actions.contains { $0.status == "COMPLETED" } }

  /// The approval that denied the request.
  package var denial: Approval? { approvals.first { $0.decision == "DENIED" } }

  /// What approvals and actions say together: one denial denies all, and the action counts once all is approved.
  package var decision: RequestDecision {
    if denial != nil { return .denied }
    guard !isHidden, approvals.allSatisfy({ $0.isCompleted && $0.decision == "APPROVED" }) else { return .undecided }
    guard let action = actions.first, action.status == "COMPLETED" else { return .approved }
    if action.outcome == "FAILED" { return .failed }
    return action.accessRemoved == nil ? .done : .removed
  }
}
