import GRDB

/// A group that the seed declares.
struct StoredGroup: Hashable, Identifiable, Sendable {
  var id: String
  /// The id where the seed gives no name.
  var name: String
}

extension LedgerTables {
  func upsert(_ group: StoredGroup) throws {
    try run(
      "INSERT INTO groups (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
      [group.id, group.name])
  }

  /// The groups after an id, ordered by id.
  func groups(after id: String?) throws -> [StoredGroup] {
    let statement = try db.cachedStatement(sql: "SELECT id, name FROM groups WHERE id > ? ORDER BY id")
    return try Row.fetchAll(statement, arguments: [id ?? ""]).map { StoredGroup(id: $0["id"], name: $0["name"]) }
  }

  /// A group in a ledger of an earlier version may have members and no name.
  func group(_ id: String) throws -> StoredGroup? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT coalesce((SELECT name FROM groups WHERE id = ?1), ?1)
        WHERE EXISTS (SELECT 1 FROM groups WHERE id = ?1) OR EXISTS (SELECT 1 FROM members WHERE group_id = ?1)
        """)
    return try String.fetchOne(statement, arguments: [id]).map { StoredGroup(id: id, name: $0) }
  }

  /// The members after an id, ordered by id.
  func members(of group: String, after id: String?, limit: Int) throws -> [StoredUser] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT user_id, login, email, coalesce(status, 'ACTIVE') AS status
        FROM members LEFT JOIN users ON users.id = user_id
        WHERE group_id = ? AND user_id > ? ORDER BY user_id LIMIT ?
        """)
    return try Row.fetchAll(statement, arguments: [group, id ?? "", limit]).map { row in
      StoredUser(id: row["user_id"], login: row["login"], email: row["email"], status: row["status"])
    }
  }
}
