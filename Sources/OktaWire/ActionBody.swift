/// What the org does to fulfil a request (contract schema `request-action`).
package struct ActionBody: Hashable, Sendable {
  /// What is known once the action was tried (contract schema `request-action-completed`).
  package struct Outcome: Hashable, Sendable, Codable {
    /// `SUCCEEDED` or `FAILED`.
    package var actionStatus: String?
    package var actionAttempted: Timestamp?
    package var resourceId: String?
    package var resourceName: String?
    /// `APP`, `GROUP` or `ENTITLEMENT_BUNDLE`.
    package var resourceType: String?

    package init(
      actionStatus: String, actionAttempted: Timestamp, resourceId: String, resourceName: String,
      resourceType: String
    ) {
      self.actionStatus = actionStatus
      self.actionAttempted = actionAttempted
      self.resourceId = resourceId
      self.resourceName = resourceName
      self.resourceType = resourceType
    }
  }

  /// When access ended, for a request type that gives it for a time.
  package enum AccessEnd: Hashable, Sendable {
    /// Left out: the contract's example of access that no time bounds.
    case unbounded
    /// `null`: access lasts.
    case lasting
    case removed(Timestamp)
  }

  /// `PENDING` or `COMPLETED`.
  package var status: String
  /// `ADD_USER_TO_GROUP`, `ASSIGN_APP_TO_USER` or `GRANT_ACCESS_TO_ENTITLEMENT_BUNDLE`.
  package var action: String
  package var actionId: String
  /// `nil` while approvals are missing.
  package var outcome: Outcome?
  package var accessEnd: AccessEnd

  package static func pending(id: String, action: String) -> ActionBody {
    ActionBody(status: "PENDING", action: action, actionId: id, outcome: nil, accessEnd: .unbounded)
  }

  package static func completed(
    id: String, action: String, outcome: Outcome, accessEnd: AccessEnd = .unbounded
  ) -> ActionBody {
    ActionBody(status: "COMPLETED", action: action, actionId: id, outcome: outcome, accessEnd: accessEnd)
  }
}

extension ActionBody: Codable {
  private enum Key: CodingKey {
    case status, action, actionId, accessRemoved
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    status = try container.decode(String.self, forKey: .status)
    action = try container.decode(String.self, forKey: .action)
    actionId = try container.decode(String.self, forKey: .actionId)
    outcome = status == "PENDING" ? nil : try Outcome(from: decoder)
    if container.contains(.accessRemoved) {
      let removed = try container.decodeIfPresent(Timestamp.self, forKey: .accessRemoved)
      accessEnd = removed.map(AccessEnd.removed) ?? .lasting
    } else {
      accessEnd = .unbounded
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(status, forKey: .status)
    try container.encode(action, forKey: .action)
    try container.encode(actionId, forKey: .actionId)
    try outcome?.encode(to: encoder)
    switch accessEnd {
    case .unbounded: break
    case .lasting: try container.encodeNil(forKey: .accessRemoved)
    case .removed(let moment): try container.encode(moment, forKey: .accessRemoved)
    }
  }
}
