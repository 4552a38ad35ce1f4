import GRDB

/// The tables of a ledger. Moments are whole milliseconds since 1970; texts are compared byte for byte.
enum LedgerSchema {
  /// "WSRV" in ASCII, in SQLite's application id: how a ledger knows its own files.
  static let applicationID = 0x5753_5256
  /// "WRIT": what files before version 4 have, and every state, in which runs are recorded.
  static let sharedApplicationID = 0x5752_4954
  /// Goes up with every change of the tables.
  static let version = 5

  /// What a file turned out to be when it was opened.
  enum Finding: Equatable {
    case empty, current, foreign
    /// A state, in which runs are recorded.
    case state
    /// Made by an earlier version of the program, which `migrate` brings up to date.
    case older(Int)
    case newer(Int)
  }

  static func inspect(_ db: Database) throws -> Finding {
    let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    if tables == 0 && id == 0 { return .empty }
    if id == sharedApplicationID { return try inspectShared(db, found) }
    guard id == applicationID else { return .foreign }
    if found == version { return .current }
    return (4..<version).contains(found) ? .older(found) : .newer(found)
  }

  /// A file with the id that ledgers had before version 4: a state has a table of entries, a ledger has one of requests.
  private static func inspectShared(_ db: Database, _ found: Int) throws -> Finding {
    if try db.tableExists("entry") { return .state }
    return try (1..<4).contains(found) && db.tableExists("requests") ? .older(found) : .foreign
  }

  static func create(_ db: Database) throws {
    try db.execute(sql: tables)
    try db.execute(sql: indexes)
    try migrate(db, from: 1)
  }

  /// From a version to the current one; each step's text is never changed again.
  static func migrate(_ db: Database, from found: Int) throws {
    if found < 2 { try db.execute(sql: people) }
    if found < 3 { try db.execute(sql: organization) }
    if found < 4 { try db.execute(sql: "PRAGMA application_id = \(applicationID)") }
    if found < 5 { try db.execute(sql: userList) }
    try db.execute(sql: "PRAGMA user_version = \(version)")
  }

  /// Version 1.
  private static let tables = """
    CREATE TABLE request_types (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'DISABLED')),
      definition TEXT NOT NULL,
      created INTEGER NOT NULL, created_by TEXT NOT NULL,
      last_updated INTEGER NOT NULL, last_updated_by TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE users (
      id TEXT PRIMARY KEY, login TEXT UNIQUE, status TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE members (
      group_id TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (group_id, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE requests (
      permalink_id INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE CHECK (length(id) = 24),
      request_type_id TEXT NOT NULL, subject TEXT NOT NULL, requester TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('OPEN', 'PENDING', 'RESOLVED', 'LOCKED')),
      kind TEXT NOT NULL CHECK (kind IN ('ACCESS_REQUEST', 'CUSTOM')),
      created INTEGER NOT NULL, created_by TEXT NOT NULL,
      last_updated INTEGER NOT NULL, last_updated_by TEXT NOT NULL,
      resolved INTEGER, details TEXT NOT NULL,
      CHECK (last_updated >= created)
    ) STRICT;
    CREATE TABLE messages (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      request_id TEXT NOT NULL REFERENCES requests (id),
      message TEXT NOT NULL, created INTEGER NOT NULL, created_by TEXT NOT NULL
    ) STRICT;
    """

  /// One for each order, alone and behind each filter of equality, so that a page is read without sorting.
  private static let indexes = """
    CREATE INDEX requests_created ON requests (created, id);
    CREATE INDEX requests_last_updated ON requests (last_updated, id);
    CREATE INDEX requests_status_created ON requests (status, created, id);
    CREATE INDEX requests_status_last_updated ON requests (status, last_updated, id);
    CREATE INDEX requests_type_created ON requests (request_type_id, created, id);
    CREATE INDEX requests_type_last_updated ON requests (request_type_id, last_updated, id);
    CREATE INDEX messages_request ON messages (request_id, number);
    """

  /// Version 2: users have e-mail addresses and may be no administrators, groups have names, teams are known, and a request
  /// may have a next move of its own.
  private static let people = """
    ALTER TABLE users ADD COLUMN email TEXT;
    ALTER TABLE users ADD COLUMN is_admin INTEGER NOT NULL DEFAULT 1;
    CREATE TABLE teams (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE groups (
      id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE requests ADD COLUMN due INTEGER;
    CREATE INDEX requests_due ON requests (due) WHERE due IS NOT NULL;
    """

  /// Version 3: the org has an id, one row that `LedgerTables.makeOrganizationID` fills.
  private static let organization = "CREATE TABLE organization (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID"

  /// Version 5: a list of users may be empty, and is a list all the same.
  private static let userList = "ALTER TABLE organization ADD COLUMN lists_users INTEGER NOT NULL DEFAULT 0"
}
