import GRDB

extension LedgerTables {
  /// Whether a seed declared users: only then is a well-formed id that nobody declared unknown.
  func declaresUsers() throws -> Bool {
    try Bool.fetchOne(try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM users)")) ?? false
  }

  func upsert(_ user: StoredUser) throws {
    try run(
      """
      INSERT INTO users (id, login, status) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET login = excluded.login, status = excluded.status
      """,
      [user.id, user.login, user.status])
  }

  /// The declared user with this id.
  func user(id: String) throws -> StoredUser? {
    try user("SELECT id, login, status FROM users WHERE id = ?", id)
  }

  /// The declared user with this login.
  func user(login: String) throws -> StoredUser? {
    try user("SELECT id, login, status FROM users WHERE login = ?", login)
  }

  private func user(_ sql: String, _ key: String) throws -> StoredUser? {
    try Row.fetchOne(try db.cachedStatement(sql: sql), arguments: [key]).map { row in
      StoredUser(id: row["id"], login: row["login"], status: row["status"])
    }
  }

  /// Whether a seed declared groups: only then is a well-formed id that nobody declared unknown.
  func declaresGroups() throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM groups) OR EXISTS (SELECT 1 FROM members)") ?? false
  }

  /// Whether a group was declared, by its name or by a member.
  func hasGroup(_ id: String) throws -> Bool {
    let sql = """
      SELECT EXISTS (SELECT 1 FROM groups WHERE id = ?1) OR EXISTS (SELECT 1 FROM members WHERE group_id = ?1)
      """
    return try Bool.fetchOne(db, sql: sql, arguments: [id]) ?? false
  }

  func insertMember(_ user: String, of group: String) throws {
    try run("INSERT OR IGNORE INTO members (group_id, user_id) VALUES (?, ?)", [group, user])
  }

  func isMember(_ user: String, of group: String) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT EXISTS (SELECT 1 FROM members WHERE group_id = ? AND user_id = ?)")
    return try Bool.fetchOne(statement, arguments: [group, user]) ?? false
  }
}
