import GRDB
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
    var isRequired = true
    /// The values that a SELECT field allows; empty for other fields.
    var options: [String] = []

    /// Contract schemas `field-text-type`, `field-date-time-type` and `field-select-type`.
    enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
      case text = "TEXT"
      case dateTime = "DATE-TIME"
      case select = "SELECT"
    }
  }

  /// One step of approval (contract schema `request-type-approval`).
  struct Approval: Hashable, Sendable, Codable {
    /// `MANAGER`, `MEMBER_OF`, `USER` or `RESOURCE_OWNER`.
    var approverType: String
    var description: String?
    var approverMemberOf: [String]?
    var approverUserID: String?
    var fields: [Field] = []
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
  var isCustom = false
  /// How requests of this type change automatically; `nil`: they wait for people.
  var rule: LifecycleRule?

  /// The field with this id, ignoring the case of its hexadecimal digits.
  func field(_ id: String) -> Field? {
    let wanted = id.lowercased()
    return fields.first { $0.id == wanted }
  }
}

extension RequestTypeDefinition.Approval {
  /// What a rule answers for an approver: a plausible value for each required field, no others; `nil` where the approval
  /// has no fields.
  func automaticAnswers(at moment: Timestamp) -> [AnsweredField]? {
    var answers: [String: FieldValueBody] = [:]
    for field in fields where field.isRequired {
      switch field.kind {
      case .text: answers[field.id] = .string("decided by the rule of the seed")
      case .dateTime: answers[field.id] = .string(moment.text)
      case .select: answers[field.id] = field.options.first.map { .selection([$0]) }
      }
    }
    return fields.answered(by: answers)
  }
}

extension [RequestTypeDefinition.Field] {
  /// The same, each of them required.
  var required: Self {
    map { field in
      var field = field
      field.isRequired = true
      return field
    }
  }

  /// Whether each required field has an answer, by its id.
  func areComplete(in answers: [String: FieldValueBody]) -> Bool {
    allSatisfy { !$0.isRequired || answers[$0.id] != nil }
  }

  /// Every field with its answer or `null`, as a request shows it; `nil` where there is no field.
  func answered(by answers: [String: FieldValueBody]) -> [AnsweredField]? {
    if isEmpty { return nil }
    return map { field in
      AnsweredField(
        id: field.id, type: field.kind.rawValue, prompt: field.prompt, required: field.isRequired,
        value: answers[field.id] ?? .null)
    }
  }
}

/// An ISO 8601 duration of one unit: days, hours or minutes (contract schema `request-duration`).
enum AccessDuration {
  /// `nil` where the text is not a duration, or has more than 1,000,000 units: with at most that many, the end of any
  /// access has a year of four digits, as RFC 3339 requires.
  static func milliseconds(_ text: String) -> Int64? {
    guard let parts = text.wholeMatch(of: /P(?:(\d+)D|T(\d+)H|T(\d+)M)/)?.output else { return nil }
    let units: [(Substring?, Int64)] = [(parts.1, 86_400_000), (parts.2, 3_600_000), (parts.3, 60_000)]
    for case (let digits?, let unit) in units {
      guard let number = Int64(digits), number <= 1_000_000 else { return nil }
      return number * unit
    }
    return nil
  }
}

// MARK: The table

extension LedgerTables {
  /// Writes a request type; one with the same id is replaced and keeps its creation.
  func upsert(_ type: StoredRequestType) throws {
    try run(
      """
      INSERT INTO request_types (id, name, description, status, definition, created, created_by, last_updated,
        last_updated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,
        status = excluded.status, definition = excluded.definition, last_updated = excluded.last_updated,
        last_updated_by = excluded.last_updated_by
      """,
      [
        type.id, type.name, type.description, type.status.rawValue, try StoredJSON.text(type.definition),
        type.created.milliseconds, type.createdBy, type.lastUpdated.milliseconds, type.lastUpdatedBy,
      ])
  }

  /// One request type, with the name of its resource, which pages do not show.
  func requestType(_ id: String) throws -> StoredRequestType? {
    let statement = try db.cachedStatement(sql: "SELECT * FROM request_types WHERE id = ?")
    guard let row = try Row.fetchOne(statement, arguments: [id]) else { return nil }
    var type = try StoredRequestType(row: row)
    type.resourceName = try group(type.definition.resourceID)?.name
    return type
  }

  /// `nil` where `after` is not the id of a request type.
  func requestTypePage(_ query: Listing) throws -> Page<StoredRequestType>? {
    guard let selection = try selection(query, from: "request_types") else { return nil }
    let types = try Row.fetchAll(db, sql: "SELECT * FROM request_types\(selection.sql)", arguments: selection.arguments)
      .map(StoredRequestType.init(row:))
    return Page(types, limit: query.limit)
  }

  func hasRequestTypes() throws -> Bool {
    try isTrue("SELECT EXISTS (SELECT 1 FROM request_types)")
  }

  /// `false` where there is no such request type. Its requests stay (contract operation `deleteRequestType`).
  func deleteRequestType(_ id: String) throws -> Bool {
    try run("DELETE FROM request_types WHERE id = ?", [id])
    return db.changesCount == 1
  }
}

extension StoredRequestType {
  fileprivate init(row: Row) throws {
    self.init(
      id: row["id"], name: row["name"], description: row["description"],
      status: Status(rawValue: row["status"]) ?? .disabled, definition: try StoredJSON.value(row["definition"]),
      created: Timestamp(milliseconds: row["created"]), createdBy: row["created_by"],
      lastUpdated: Timestamp(milliseconds: row["last_updated"]), lastUpdatedBy: row["last_updated_by"])
  }
}
