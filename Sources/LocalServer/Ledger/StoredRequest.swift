import OktaWire

/// A request as the ledger keeps it (contract schema `request-full`).
struct StoredRequest: Hashable, Identifiable, Sendable {
  /// What only a single retrieval tells.
  struct Details: Hashable, Sendable {
    /// Every field as the request type asked it when the request was made; `nil` where it asks nothing.
    var fieldValues: [AnsweredField]?
    var course: Course
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
  private enum Key: CodingKey {
    case fieldValues, course
    /// As version 1 of the ledger has it, instead of a course.
    case approvalIDs, actionID, action
  }

  /// A request of version 1 has its approvals and its action still to come; who was to approve was not noted.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    fieldValues = try container.decodeIfPresent([AnsweredField].self, forKey: .fieldValues)
    if let course = try container.decodeIfPresent(Course.self, forKey: .course) {
      self.course = course
      return
    }
    let action = try container.decode(String.self, forKey: .action)
    let kind = RequestTypeDefinition.ResourceKind.allCases.first { $0.action == action }
    course = Course(
      steps: try container.decode([String].self, forKey: .approvalIDs).map {
        Course.Step(id: $0, asked: RequestTypeDefinition.Approval(approverType: "MANAGER"))
      },
      action: Course.Action(id: try container.decode(String.self, forKey: .actionID), kind: kind ?? .apps),
      rule: LifecycleRule(actionAfter: LifecycleRule.usualAction), begun: Timestamp(milliseconds: 0))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encodeIfPresent(fieldValues, forKey: .fieldValues)
    try container.encode(course, forKey: .course)
  }
}

/// A message of a request; Okta's API takes messages and never shows them.
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
