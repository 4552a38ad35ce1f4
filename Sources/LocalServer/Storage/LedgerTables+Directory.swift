import GRDB

/// A user that the seed declares.
struct StoredUser: Hashable, Identifiable, Sendable {
  var id: String
  var login: String?
  var email: String?
  var status = "ACTIVE"
  /// Whether the user is a Super Admin or an Access Request Admin.
  var isAdmin = true
}

/// A group that the seed declares.
struct StoredGroup: Hashable, Identifiable, Sendable {
  var id: String
  /// The id where the seed gives no name.
  var name: String
}

// MARK: Users

extension LedgerTables {
  /// Whether a seed had a list of users, even an empty one: only then are well-formed ids outside of it unknown.
  func declaresUsers() throws -> Bool {
    try isTrue("SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM organization WHERE lists_users = 1)")
  }

  /// Makes the declared users the only ones.
  func declareUsers() throws {
    try run("UPDATE organization SET lists_users = 1", [])
  }

  func upsert(_ user: StoredUser) throws {
    try run(
      """
      INSERT INTO users (id, login, email, status, is_admin) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET login = excluded.login, email = excluded.email, status = excluded.status,
        is_admin = excluded.is_admin
      """,
      [user.id, user.login, user.email, user.status, user.isAdmin])
  }

  /// The declared user with this id.
  func user(id: String) throws -> StoredUser? {
    try users("WHERE id = ?", [id]).first
  }

  /// Whether this is a Super Admin or an Access Request Admin, as every user is unless a seed says otherwise.
  func isAdministrator(_ id: String) throws -> Bool {
    try user(id: id)?.isAdmin ?? true
  }

  /// The declared user with this login, ignoring case, or with this shortname, where only one user has it.
  func user(login: String) throws -> StoredUser? {
    if let exact = try users("WHERE login = ?", [login]).first { return exact }
    if let other = try users("WHERE login = ? COLLATE NOCASE", [login]).first { return other }
    let named = try users("WHERE substr(login, 1, length(?1) + 1) = ?1 || '@' COLLATE NOCASE LIMIT 2", [login])
    return named.count == 1 ? named[0] : nil
  }

  /// The declared users that match a filter, or, without one, all but the deactivated ones; ordered by id.
  func users(matching filter: UserFilter?, after id: String?, limit: Int) throws -> [StoredUser] {
    guard let filter else {
      return try users("WHERE id > ? AND status <> 'DEPROVISIONED' ORDER BY id LIMIT ?", [id ?? "", limit])
    }
    var values: [DatabaseValue] = []
    let condition = filter.condition.sql(collation: filter.ignoresCase ? " COLLATE NOCASE" : "", &values)
    values += [(id ?? "").databaseValue, limit.databaseValue]
    return try users("WHERE (\(condition)) AND id > ? ORDER BY id LIMIT ?", StatementArguments(values))
  }

  private func users(_ tail: String, _ arguments: StatementArguments) throws -> [StoredUser] {
    // There are as many statements as filters: only short ones are worth caching.
    let sql = "SELECT id, login, email, status, is_admin FROM users \(tail)"
    let statement = try sql.utf8.count < 200 ? db.cachedStatement(sql: sql) : db.makeStatement(sql: sql)
    return try Row.fetchAll(statement, arguments: arguments).map { row in
      StoredUser(
        id: row["id"], login: row["login"], email: row["email"], status: row["status"], isAdmin: row["is_admin"])
    }
  }

  /// Whether a seed declared groups: only then are other well-formed ids unknown.
  func declaresGroups() throws -> Bool {
    try isTrue("SELECT EXISTS (SELECT 1 FROM groups) OR EXISTS (SELECT 1 FROM members)")
  }

  /// Whether a group was declared, by its name or by a member.
  func hasGroup(_ id: String) throws -> Bool {
    try isTrue(
      "SELECT EXISTS (SELECT 1 FROM groups WHERE id = ?1) OR EXISTS (SELECT 1 FROM members WHERE group_id = ?1)", [id])
  }

  func insertTeam(_ id: String) throws {
    try run("INSERT OR IGNORE INTO teams (id) VALUES (?)", [id])
  }

  /// Whether a team exists: one that a seed declares, or any where no seed declares teams.
  func hasTeam(_ id: String) throws -> Bool {
    try isTrue(
      "SELECT NOT EXISTS (SELECT 1 FROM teams) OR EXISTS (SELECT 1 FROM teams WHERE id = ?)", [id.lowercased()])
  }

  func insertMember(_ user: String, of group: String) throws {
    try run("INSERT OR IGNORE INTO members (group_id, user_id) VALUES (?, ?)", [group, user])
  }

  /// Who decides in place of an approver: the user that the type names, the first member of its group, and otherwise the
  /// user of the first token, who always exists.
  func approver(of approval: RequestTypeDefinition.Approval) throws -> Approver {
    if let user = approval.approverUserID { return try approver(id: user) }
    let statement = try db.cachedStatement(sql: "SELECT min(user_id) FROM members WHERE group_id = ?")
    let member = try approval.approverMemberOf?.first.flatMap { try String.fetchOne(statement, arguments: [$0]) }
    return try approver(id: member ?? TokenAuthenticator.user(1))
  }

  /// A user with the name that approvals show: the login, or the id of a user that no seed declares.
  func approver(id: String) throws -> Approver {
    Approver(id: id, name: String((try user(id: id)?.login ?? id).prefix(100)))
  }

  func isMember(_ user: String, of group: String) throws -> Bool {
    try isTrue("SELECT EXISTS (SELECT 1 FROM members WHERE group_id = ? AND user_id = ?)", [group, user])
  }
}

extension UserFilter.Condition {
  /// The condition with `?` for each of its values.
  fileprivate func sql(collation: String, _ values: inout [DatabaseValue]) -> String {
    switch self {
    case .equal(let attribute, let value):
      values.append(value.databaseValue)
      return "ifnull(\(attribute.expression) = ?\(collation), 0)"
    case .all(let parts):
      return parts.map { part in
        // `OR` has lower precedence; each level of parentheses takes space on the stack of SQLite's parser.
        if case .any = part {
          "(\(part.sql(collation: collation, &values)))"
        } else {
          part.sql(collation: collation, &values)
        }
      }.joined(separator: " AND ")
    case .any(let parts): return parts.map { $0.sql(collation: collation, &values) }.joined(separator: " OR ")
    case .not(let part): return "NOT (\(part.sql(collation: collation, &values)))"
    }
  }
}

extension UserFilter.Attribute {
  /// What `StoredUser` shows: a missing login is derived from the id, a missing address is the login.
  fileprivate var expression: String {
    let login = "coalesce(login, lower(id) || '@example.com')"
    return switch self {
    case .id: "id"
    case .status: "status"
    case .login: login
    case .email: "coalesce(email, iif(instr(\(login), '@'), \(login), NULL))"
    }
  }
}

// MARK: Groups

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

// MARK: The org

/// The id of the org that a ledger represents. It is created once and belongs to the data: a ledger in memory is a new
/// org at each start, one in a file is the same org wherever it is served.
extension LedgerTables {
  /// Creates the id where the ledger has none.
  func createOrganizationID(random: () -> UInt64) throws {
    try run(
      "INSERT INTO organization (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM organization)",
      [Self.newOrganizationID(random: random)])
  }

  func organizationID() throws -> String {
    let statement = try db.cachedStatement(sql: "SELECT id FROM organization")
    guard let id = try String.fetchOne(statement) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the ledger has no org id")
    }
    return id
  }

  /// `00o` and 17 letters and digits, the form of Okta's ids of orgs.
  private static func newOrganizationID(random: () -> UInt64) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return "00o" + String((0..<17).map { _ in letters[Int(random() % UInt64(letters.count))] })
  }
}
