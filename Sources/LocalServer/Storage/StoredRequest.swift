import OktaWire

/// A request as the ledger stores it (contract schema `request-full`).
struct StoredRequest: Hashable, Identifiable, Sendable {
  /// What only a single retrieval returns.
  struct Details: Hashable, Sendable {
    /// Every field as the request type had it when the request was created; `nil` where it had none.
    var fieldValues: [AnsweredField]?
    var lifecycle: Lifecycle
  }

  /// Contract schema `request-request-status`.
  enum Status: String, Hashable, Sendable, CaseIterable {
    case open = "OPEN"
    case pending = "PENDING"
    case resolved = "RESOLVED"
    case locked = "LOCKED"
  }

  enum Kind: String, Hashable, Sendable {
    case accessRequest = "ACCESS_REQUEST"
    case custom = "CUSTOM"
  }

  var id: String
  /// Counts from 1 (contract schema `request-permalink-id`).
  var permalinkID: Int64
  var requestTypeID: String
  var subject: String
  var requester: String
  var status: Status
  var kind: Kind
  var created: Timestamp
  var createdBy: String
  var lastUpdated: Timestamp
  var lastUpdatedBy: String
  var resolved: Timestamp?
  /// `nil` in a list.
  var details: Details?
}

extension StoredRequest.Details: Codable {
  private enum Key: String, CodingKey {
    case fieldValues
    case lifecycle = "course"
    // What version 1 of the ledger has instead of a lifecycle.
    case approvalIDs, actionID, action
  }

  /// The approvals and the action of a version 1 request are pending; who approves was not recorded.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    fieldValues = try container.decodeIfPresent([AnsweredField].self, forKey: .fieldValues)
    if let lifecycle = try container.decodeIfPresent(Lifecycle.self, forKey: .lifecycle) {
      self.lifecycle = lifecycle
      return
    }
    let action = try container.decode(String.self, forKey: .action)
    let kind = RequestTypeDefinition.ResourceKind.allCases.first { $0.action == action }
    lifecycle = Lifecycle(
      steps: try container.decode([String].self, forKey: .approvalIDs).map {
        Lifecycle.Step(id: $0, approval: RequestTypeDefinition.Approval(approverType: "MANAGER"))
      },
      action: Lifecycle.Action(id: try container.decode(String.self, forKey: .actionID), kind: kind ?? .apps),
      rule: LifecycleRule(actionAfter: LifecycleRule.defaultActionDelay), startedAt: Timestamp(milliseconds: 0))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encodeIfPresent(fieldValues, forKey: .fieldValues)
    try container.encode(lifecycle, forKey: .lifecycle)
  }
}

/// A message of a request; Okta's API accepts messages and never returns them.
struct StoredMessage: Hashable, Sendable, Encodable {
  var message: String
  var created: Timestamp
  var createdBy: String
}

/// A user that the seed declares.
struct StoredUser: Hashable, Identifiable, Sendable {
  var id: String
  var login: String?
  var email: String?
  var status: String
  /// Whether the user is a Super Admin or an Access Request Admin.
  var isAdmin: Bool

  init(id: String, login: String?, email: String? = nil, status: String = "ACTIVE", isAdmin: Bool = true) {
    self.id = id
    self.login = login
    self.email = email
    self.status = status
    self.isAdmin = isAdmin
  }
}
