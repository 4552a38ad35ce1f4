import GRDB
import OktaWire

/// A request as the ledger stores it (contract schema `request-full`).
struct StoredRequest: Hashable, Identifiable, Sendable {
  /// What only a single retrieval returns.
  struct Details: Hashable, Sendable {
    /// Every field as the request type had it when the request was created; `nil` where it had none.
    var fieldValues: [AnsweredField]?
    var lifecycle: Lifecycle
  }

  /// Contract schema `request-request-status`, and the word that a cancel takes.
  enum Status: String, Hashable, Sendable, CaseIterable {
    case open = "OPEN"
    case pending = "PENDING"
    case resolved = "RESOLVED"
    case locked = "LOCKED"
    case canceled = "CANCELED"
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

// MARK: The table

extension LedgerTables {
  func insert(_ request: StoredRequest) throws -> StoredRequest {
    try run(
      """
      INSERT INTO requests (id, request_type_id, subject, requester, status, kind, created, created_by,
        last_updated, last_updated_by, resolved, details, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        request.id, request.requestTypeID, request.subject, request.requester, request.status.rawValue,
        request.kind.rawValue, request.created.milliseconds, request.createdBy, request.lastUpdated.milliseconds,
        request.lastUpdatedBy,
        request.resolved?.milliseconds, try StoredJSON.text(request.details),
        request.nextTransition?.moment.milliseconds,
      ])
    var stored = request
    stored.permalinkID = db.lastInsertedRowID
    return stored
  }

  /// Writes what a transition, a decision, a lock or a cancel changes.
  func update(_ request: StoredRequest) throws {
    var request = request
    if request.details?.lifecycle.action.outcome != nil, request.details?.lifecycle.action.resource == nil {
      request.details?.lifecycle.action.resource = try resource(ofType: request.requestTypeID)
    }
    try run(
      """
      UPDATE requests SET status = ?, last_updated = ?, last_updated_by = ?, resolved = ?, details = ?, due = ?
      WHERE id = ?
      """,
      [
        request.status.rawValue, request.lastUpdated.milliseconds, request.lastUpdatedBy,
        request.resolved?.milliseconds, try StoredJSON.text(request.details),
        request.nextTransition?.moment.milliseconds, request.id,
      ])
  }

  /// The resource of a version 1 request, whose type may have been deleted.
  private func resource(ofType id: String) throws -> Lifecycle.Resource {
    let type = try requestType(id)
    let definition = type?.definition ?? .seeded(id: id, fields: [], approvals: 0)
    return Lifecycle.Resource(id: definition.resourceID, name: type?.resourceName ?? type?.name ?? id)
  }

  /// One request with its details.
  func request(_ id: String) throws -> StoredRequest? {
    let statement = try db.cachedStatement(sql: "SELECT \(Self.sparseColumns), details FROM requests WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id]).map(StoredRequest.init(withDetails:))
  }

  /// The last request that was created before another, with its details.
  func request(before later: StoredRequest) throws -> StoredRequest? {
    let sql = "SELECT id FROM requests WHERE permalink_id < ? ORDER BY permalink_id DESC LIMIT 1"
    return try String.fetchOne(db, sql: sql, arguments: [later.permalinkID]).flatMap { try request($0) }
  }

  func hasRequest(_ id: String) throws -> Bool {
    try isTrue("SELECT EXISTS (SELECT 1 FROM requests WHERE id = ?)", [id])
  }

  /// One page, without details and without the requests `hidden`; `nil` where `after` is not the id of a request.
  func page(_ query: Listing, without hidden: [String]) throws -> Page<StoredRequest>? {
    guard let selection = try selection(query, from: "requests", without: hidden) else { return nil }
    let sql = "SELECT \(Self.sparseColumns) FROM requests\(selection.sql)"
    let requests = try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: selection.arguments)
      .map(StoredRequest.init(row:))
    return Page(requests, limit: query.limit)
  }

  /// Stores a message and updates its request; `false` where there is no such request.
  func insertMessage(_ message: String, to id: String, by user: String, at now: Timestamp) throws -> Bool {
    try run(
      "UPDATE requests SET last_updated = max(last_updated, ?), last_updated_by = ? WHERE id = ?",
      [now.milliseconds, user, id])
    guard db.changesCount == 1 else { return false }
    try run(
      "INSERT INTO messages (request_id, message, created, created_by) VALUES (?, ?, ?, ?)",
      [id, message, now.milliseconds, user])
    return true
  }

  /// The messages of a request in the order in which they were received.
  func messages(of id: String) throws -> [StoredMessage] {
    try Row.fetchAll(
      db, sql: "SELECT message, created, created_by FROM messages WHERE request_id = ? ORDER BY number",
      arguments: [id]
    ).map { row in
      StoredMessage(
        message: row["message"], created: Timestamp(milliseconds: row["created"]), createdBy: row["created_by"])
    }
  }

  static let sparseColumns = """
    permalink_id, id, request_type_id, subject, requester, status, kind, created, created_by, last_updated, \
    last_updated_by, resolved
    """
}

extension StoredRequest {
  /// A request with its details.
  init(withDetails row: Row) throws {
    self.init(row: row)
    details = try StoredJSON.value(row["details"])
  }

  /// A request without its details.
  init(row: Row) {
    self.init(
      id: row["id"], permalinkID: row["permalink_id"], requestTypeID: row["request_type_id"],
      subject: row["subject"], requester: row["requester"],
      status: Status(rawValue: row["status"]) ?? .locked,
      kind: Kind(rawValue: row["kind"]) ?? .custom, created: Timestamp(milliseconds: row["created"]),
      createdBy: row["created_by"], lastUpdated: Timestamp(milliseconds: row["last_updated"]),
      lastUpdatedBy: row["last_updated_by"],
      resolved: (row["resolved"] as Int64?).map(Timestamp.init(milliseconds:)), details: nil)
  }
}
