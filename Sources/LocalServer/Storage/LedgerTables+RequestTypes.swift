import GRDB
import OktaWire

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
    try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM request_types)") ?? false
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
