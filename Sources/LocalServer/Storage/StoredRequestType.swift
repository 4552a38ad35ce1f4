import OktaWire

/// A request type as the ledger keeps it (contract schema `request-type-full`).
struct StoredRequestType: Hashable, Identifiable, Sendable {
  enum Status: String, Hashable, Sendable, CaseIterable {
    case draft = "DRAFT"
    case active = "ACTIVE"
    case disabled = "DISABLED"
  }

  /// 24 hexadecimal digits in lower case.
  var id: String
  var name: String
  var description: String
  var status: Status
  var definition: RequestTypeDefinition
  var created: Timestamp
  var createdBy: String
  var lastUpdated: Timestamp
  var lastUpdatedBy: String
  /// The name of the resource: that of a group, where a seed declares it. The ledger has no apps and bundles: a request
  /// for one of them shows the name of the request type.
  var resourceName: String?
}

/// The fields, approvals and resource of a request type: everything that only its retrieval returns.
struct RequestTypeDefinition: Hashable, Sendable, Codable {
  /// A question to the requester or an approver (contract schema `field`).
  struct Field: Hashable, Sendable, Codable {
    /// A UUID in lower case.
    var id: String
    var kind: Kind
    var prompt: String
    var isRequired: Bool
    /// The values that a SELECT field allows; empty for other fields.
    var options: [String]

    /// Contract schemas `field-text-type`, `field-date-time-type` and `field-select-type`.
    enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
      case text = "TEXT"
      case dateTime = "DATE-TIME"
      case select = "SELECT"
    }

    init(id: String, kind: Kind, prompt: String, isRequired: Bool = true, options: [String] = []) {
      self.id = id
      self.kind = kind
      self.prompt = prompt
      self.isRequired = isRequired
      self.options = options
    }
  }

  /// One step of approval (contract schema `request-type-approval`).
  struct Approval: Hashable, Sendable, Codable {
    /// `MANAGER`, `MEMBER_OF`, `USER` or `RESOURCE_OWNER`.
    var approverType: String
    var description: String?
    var approverMemberOf: [String]?
    var approverUserID: String?
    var fields: [Field]

    init(
      approverType: String, description: String? = nil, approverMemberOf: [String]? = nil,
      approverUserID: String? = nil, fields: [Field] = []
    ) {
      self.approverType = approverType
      self.description = description
      self.approverMemberOf = approverMemberOf
      self.approverUserID = approverUserID
      self.fields = fields
    }
  }

  /// The kind of resource that an approved request grants (contract schema `request-type-resource-settings-mutable`).
  enum ResourceKind: String, Hashable, Sendable, Codable, CaseIterable {
    case apps = "APPS"
    case groups = "GROUPS"
    case entitlementBundles = "ENTITLEMENT_BUNDLES"

    /// Contract schema `request-action-enum`.
    var action: String {
      switch self {
      case .apps: "ASSIGN_APP_TO_USER"
      case .groups: "ADD_USER_TO_GROUP"
      case .entitlementBundles: "GRANT_ACCESS_TO_ENTITLEMENT_BUNDLE"
      }
    }
  }

  /// The team that owns the type: 24 hexadecimal digits (contract schema `request-type-owner-id`).
  var ownerID: String
  var resourceKind: ResourceKind
  var resourceID: String
  var fields: [Field]
  var approvals: [Approval]
  /// The group whose members may create requests; `nil`: everyone may.
  var requesterMemberOf: String?
  /// An ISO 8601 duration such as `P40D` (contract schema `request-duration`).
  var accessDuration: String?
  /// Whether the type was changed in ways that the API cannot represent: its settings are then `CUSTOM`.
  var isCustom: Bool
  /// How requests of this type change automatically; `nil`: they wait for people.
  var rule: LifecycleRule?

  init(
    ownerID: String, resourceKind: ResourceKind, resourceID: String, fields: [Field], approvals: [Approval],
    requesterMemberOf: String? = nil, accessDuration: String? = nil, isCustom: Bool = false
  ) {
    self.ownerID = ownerID
    self.resourceKind = resourceKind
    self.resourceID = resourceID
    self.fields = fields
    self.approvals = approvals
    self.requesterMemberOf = requesterMemberOf
    self.accessDuration = accessDuration
    self.isCustom = isCustom
  }

  /// The field with this id, ignoring the case of its hexadecimal digits.
  func field(_ id: String) -> Field? {
    let wanted = id.lowercased()
    return fields.first { $0.id == wanted }
  }
}
