import GRDB

/// The tables of a ledger and the migrations that create them. Times are whole milliseconds since 1970; text is compared
/// byte for byte.
enum LedgerSchema {
  /// "WSRV" in ASCII, SQLite's application id of a ledger.
  static let applicationID = 0x5753_5256
  /// "WRIT": the id of files before version 4, and of every state, in which runs are recorded.
  static let sharedApplicationID = 0x5752_4954

  /// Throws where a file is neither empty nor a ledger of this or an earlier version.
  static func requireLedger(_ db: Database, path: String) throws {
    let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    if try id == 0 && Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0 { return }
    switch id {
    case applicationID:
      if try version(of: db) > lastNumberedVersion || migrator.hasBeenSuperseded(db) {
        throw LocalServerError.dataTooNew(path: path)
      }
    case sharedApplicationID:
      // A state has a table of entries, a ledger has one of requests.
      if try db.tableExists("entry") { throw LocalServerError.dataIsState(path: path) }
      guard try (1..<4).contains(version(of: db)) && db.tableExists("requests") else {
        throw LocalServerError.dataNotOurs(path: path)
      }
    default: throw LocalServerError.dataNotOurs(path: path)
    }
  }

  /// Creates the tables of an empty file, or upgrades those of an earlier version.
  static func migrate(_ queue: DatabaseQueue) throws {
    try queue.write(adoptNumberedVersion)
    try migrator.migrate(queue)
  }

  // MARK: Files from before the migrator

  /// The last version that `user_version` counts. Later migrations are recorded by GRDB only.
  private static let lastNumberedVersion = 5

  private static func version(of db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
  }

  /// Records the migrations of a file whose `user_version` says that it has them.
  private static func adoptNumberedVersion(_ db: Database) throws {
    let version = try version(of: db)
    guard version > 0, try !db.tableExists("grdb_migrations") else { return }
    try db.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    for identifier in migrator.migrations.prefix(version) {
      try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES (?)", arguments: [identifier])
    }
  }

  // MARK: Migrations

  /// The text of a migration is never changed. The first five also set `user_version`, by which earlier versions of the
  /// program refuse files that are newer than they are.
  private static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    for (number, step) in zip(
      1...,
      [
        ("requests", tables + indexes), ("directory", directory), ("organization", organization),
        ("application-id", "PRAGMA application_id = \(applicationID);"), ("user-list", userList),
      ])
    {
      migrator.registerMigration(step.0) { db in
        try db.execute(sql: step.1)
        try db.execute(sql: "PRAGMA user_version = \(number)")
      }
    }
    migrator.registerMigration("canceled") { try $0.execute(sql: canceled + requestIndexes + dueIndex) }
    return migrator
  }()

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

  /// One for each order, alone and after each filter of equality, so that a page is read without sorting.
  private static let indexes = requestIndexes + "CREATE INDEX messages_request ON messages (request_id, number);"

  private static let requestIndexes = """
    CREATE INDEX requests_created ON requests (created, id);
    CREATE INDEX requests_last_updated ON requests (last_updated, id);
    CREATE INDEX requests_status_created ON requests (status, created, id);
    CREATE INDEX requests_status_last_updated ON requests (status, last_updated, id);
    CREATE INDEX requests_type_created ON requests (request_type_id, created, id);
    CREATE INDEX requests_type_last_updated ON requests (request_type_id, last_updated, id);

    """

  /// Users have e-mail addresses and may not be administrators, groups have names, there are teams, and a request has the
  /// time of its next automatic transition (`due`).
  private static let directory = """
    ALTER TABLE users ADD COLUMN email TEXT;
    ALTER TABLE users ADD COLUMN is_admin INTEGER NOT NULL DEFAULT 1;
    CREATE TABLE teams (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE groups (
      id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE requests ADD COLUMN due INTEGER;

    """ + dueIndex

  private static let dueIndex = "CREATE INDEX requests_due ON requests (due) WHERE due IS NOT NULL;"

  /// The org has an id: one row, which `LedgerTables.createOrganizationID` inserts.
  private static let organization = "CREATE TABLE organization (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"

  /// Whether there is a list of users, which may be empty.
  private static let userList = "ALTER TABLE organization ADD COLUMN lists_users INTEGER NOT NULL DEFAULT 0;"

  /// Requests may be canceled. The tables are made again, since SQLite cannot change the condition of a column.
  private static let canceled = """
    CREATE TABLE new_requests (
      permalink_id INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE CHECK (length(id) = 24),
      request_type_id TEXT NOT NULL, subject TEXT NOT NULL, requester TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('OPEN', 'PENDING', 'RESOLVED', 'LOCKED', 'CANCELED')),
      kind TEXT NOT NULL CHECK (kind IN ('ACCESS_REQUEST', 'CUSTOM')),
      created INTEGER NOT NULL, created_by TEXT NOT NULL,
      last_updated INTEGER NOT NULL, last_updated_by TEXT NOT NULL,
      resolved INTEGER, details TEXT NOT NULL, due INTEGER,
      CHECK (last_updated >= created)
    ) STRICT;
    INSERT INTO new_requests SELECT permalink_id, id, request_type_id, subject, requester, status, kind, created,
      created_by, last_updated, last_updated_by, resolved, details, due FROM requests;
    DROP TABLE requests;
    ALTER TABLE new_requests RENAME TO requests;

    """
}
