import GRDB

/// The journal's tables: constraints and triggers make rows that mean nothing impossible.
enum JournalSchema {
  /// `WRIT` in ASCII: marks the file as ours (`PRAGMA application_id`).
  static let applicationID: Int32 = 0x5752_4954

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: runTable)
      try db.execute(sql: entryTable)
      try db.execute(sql: "CREATE INDEX entryByRun ON entry(run, id)")
      try db.execute(sql: allowanceTable)
      try db.execute(sql: legalMoves)
    }
    return migrator
  }

  private static let runTable = """
    CREATE TABLE run (
      id TEXT PRIMARY KEY NOT NULL,
      orgUrl TEXT NOT NULL,
      planDigest TEXT NOT NULL,
      startedAt REAL NOT NULL,
      endedAt REAL,
      state TEXT NOT NULL CHECK (state IN (\(list(JournalRun.State.allCases.map(\.rawValue))))),
      host TEXT NOT NULL,
      processId INTEGER NOT NULL,
      calls INTEGER NOT NULL DEFAULT 0,
      throttled INTEGER NOT NULL DEFAULT 0,
      CHECK ((state = 'running') = (endedAt IS NULL))
    ) STRICT
    """

  private static let entryTable = """
    CREATE TABLE entry (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run TEXT NOT NULL REFERENCES run(id),
      kind TEXT NOT NULL CHECK (kind IN ('create', 'message')),
      name TEXT,
      requestTypeId TEXT NOT NULL,
      requester TEXT NOT NULL,
      subject TEXT NOT NULL,
      fieldValues TEXT,
      message TEXT,
      messageIndex INTEGER,
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      "column" INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN (\(list(EntryState.allCases.map(\.rawValue))))),
      attempts INTEGER NOT NULL DEFAULT 0,
      intentAt REAL,
      outcomeAt REAL,
      requestId TEXT,
      error TEXT,
      CHECK ((kind = 'message') = (message IS NOT NULL AND messageIndex IS NOT NULL)),
      CHECK ((kind = 'create') = (fieldValues IS NOT NULL)),
      CHECK (state NOT IN ('confirmed', 'adopted') OR requestId IS NOT NULL),
      CHECK (state <> 'adopted' OR kind = 'create'),
      CHECK (state IN ('planned', 'rejected') OR (intentAt IS NOT NULL AND attempts > 0)),
      CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
    ) STRICT
    """

  /// The limits that each org told last, for forecasts.
  private static let allowanceTable = """
    CREATE TABLE allowance (
      orgUrl TEXT NOT NULL,
      family TEXT NOT NULL,
      calls INTEGER,
      seconds REAL,
      PRIMARY KEY (orgUrl, family),
      CHECK ((calls IS NULL) = (seconds IS NULL))
    ) STRICT
    """

  private static var legalMoves: String {
    let moves = EntryState.allCases.flatMap { state in
      state.next.sorted { $0.rawValue < $1.rawValue }.map { "('\(state.rawValue)', '\($0.rawValue)')" }
    }
    return """
      CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
      WHEN (OLD.state, NEW.state) NOT IN (VALUES \(moves.joined(separator: ", ")))
      BEGIN
        SELECT RAISE(ABORT, 'illegal move of a journal entry');
      END
      """
  }

  private static func list(_ words: [String]) -> String {
    words.map { "'\($0)'" }.joined(separator: ", ")
  }
}
