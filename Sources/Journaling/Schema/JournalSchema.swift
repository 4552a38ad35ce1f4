import GRDB

/// The state's tables: constraints and triggers make rows that mean nothing impossible.
///
/// A migration that was released is never edited: its text is what states out there were made with. What a later Writ
/// needs is a separate migration, and `Tests/JournalingTests` opens a state of every earlier version.
enum JournalSchema {
  /// `WRIT` in ASCII: marks the file as ours (`PRAGMA application_id`).
  static let applicationID: Int32 = 0x5752_4954

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: journal)
    }
    migrator.registerMigration("2") { db in
      try db.execute(sql: legalRunMove)
      try db.execute(sql: requestCache)
    }
    migrator.registerMigration("3") { db in
      try db.execute(sql: lookupCache)
    }
    migrator.registerMigration("4") { db in
      try db.execute(sql: evidence)
    }
    migrator.registerMigration("5") { db in
      try db.execute(sql: untriedActions)
    }
    migrator.registerMigration("6", migrate: claims)
    migrator.registerMigration("7") { db in
      try db.execute(sql: portableCaches)
    }
    migrator.registerMigration("8") { db in
      try db.execute(sql: courses)
    }
    migrator.registerMigration("9") { db in
      try db.execute(sql: cancels)
    }
    migrator.registerMigration("10") { db in
      try db.execute(sql: comparisons)
    }
    return migrator
  }

  /// Runs, entries with their legal moves, and the limits that each org reported last.
  private static let journal = """
    CREATE TABLE run (
      id TEXT PRIMARY KEY NOT NULL,
      orgUrl TEXT NOT NULL,
      planDigest TEXT NOT NULL,
      startedAt REAL NOT NULL,
      endedAt REAL,
      state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'died')),
      host TEXT NOT NULL,
      processId INTEGER NOT NULL,
      calls INTEGER NOT NULL DEFAULT 0,
      throttled INTEGER NOT NULL DEFAULT 0,
      CHECK ((state = 'running') = (endedAt IS NULL))
    ) STRICT;

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
      state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN
        ('planned', 'sent', 'confirmed', 'rejected', 'failed', 'ambiguous', 'adopted', 'absent')),
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
    ) STRICT;

    CREATE INDEX entryByRun ON entry(run, id);

    CREATE TABLE allowance (
      orgUrl TEXT NOT NULL,
      family TEXT NOT NULL,
      calls INTEGER,
      seconds REAL,
      PRIMARY KEY (orgUrl, family),
      CHECK ((calls IS NULL) = (seconds IS NULL))
    ) STRICT;

    CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
    WHEN (OLD.state, NEW.state) NOT IN (VALUES
      ('planned', 'sent'), ('planned', 'rejected'),
      ('sent', 'confirmed'), ('sent', 'rejected'), ('sent', 'failed'), ('sent', 'planned'), ('sent', 'ambiguous'),
      ('ambiguous', 'adopted'), ('ambiguous', 'confirmed'), ('ambiguous', 'planned'), ('ambiguous', 'absent'),
      ('ambiguous', 'failed'))
    BEGIN
      SELECT RAISE(ABORT, 'illegal move of a journal entry');
    END;
    """

  /// What a run's plan does not try has no entries, only these counts; runs of earlier versions have none.
  private static let untriedActions = """
    ALTER TABLE run ADD COLUMN blocked INTEGER;
    ALTER TABLE run ADD COLUMN withheld INTEGER;
    """

  /// What retrievals have shown of requests (`RequestCourse`), as JSON, and the `lastUpdated` of the row that it was shown
  /// of: a row with another one has changed since.
  private static let courses = """
    ALTER TABLE existing ADD COLUMN course TEXT;
    ALTER TABLE existing ADD COLUMN courseOf REAL;
    """

  /// A run that has ended does not end again.
  private static let legalRunMove = """
    CREATE TRIGGER legalRunMove BEFORE UPDATE OF state ON run
    WHEN OLD.state <> 'running' OR NEW.state = 'running'
    BEGIN
      SELECT RAISE(ABORT, 'illegal move of a run');
    END;
    """

  /// What each org's list said, and how far it was read (`RequestCache`). `readUpTo`, `listingFrom`, `created` and
  /// `lastUpdated` are the org's clock, in seconds since 1970.
  private static let requestCache = """
    CREATE TABLE mirror (
      org INTEGER PRIMARY KEY,
      orgUrl TEXT NOT NULL UNIQUE,
      generation INTEGER NOT NULL DEFAULT 0,
      readUpTo REAL,
      listingFrom REAL,
      listingNext TEXT,
      CHECK (listingNext IS NULL OR listingFrom IS NOT NULL)
    ) STRICT;

    CREATE TABLE existing (
      org INTEGER NOT NULL REFERENCES mirror(org),
      id TEXT NOT NULL,
      generation INTEGER NOT NULL,
      keyHash INTEGER NOT NULL,
      requestTypeId TEXT NOT NULL,
      requester TEXT NOT NULL,
      subject TEXT NOT NULL,
      status TEXT NOT NULL,
      created REAL NOT NULL,
      createdBy TEXT,
      lastUpdated REAL NOT NULL,
      PRIMARY KEY (org, id)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX existingByKey ON existing(org, keyHash);
    CREATE INDEX existingByChange ON existing(org, lastUpdated);
    """

  /// What each org said of its users, groups and request types when it was last asked (`LookupCache`). `readAt` is our
  /// clock, in seconds since 1970.
  private static let lookupCache = """
    CREATE TABLE namedUser (
      org INTEGER NOT NULL REFERENCES mirror(org),
      name TEXT NOT NULL,
      id TEXT NOT NULL,
      login TEXT NOT NULL,
      email TEXT,
      status TEXT NOT NULL,
      readAt REAL NOT NULL,
      PRIMARY KEY (org, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE namedGroup (
      number INTEGER PRIMARY KEY,
      org INTEGER NOT NULL REFERENCES mirror(org),
      writtenAs TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      readAt REAL NOT NULL,
      UNIQUE (org, writtenAs)
    ) STRICT;

    CREATE TABLE groupMember (
      "group" INTEGER NOT NULL REFERENCES namedGroup(number) ON DELETE CASCADE,
      id TEXT NOT NULL,
      login TEXT NOT NULL,
      status TEXT NOT NULL,
      PRIMARY KEY ("group", id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE requestType (
      org INTEGER NOT NULL REFERENCES mirror(org),
      id TEXT NOT NULL,
      definition TEXT NOT NULL,
      readAt REAL NOT NULL,
      PRIMARY KEY (org, id)
    ) STRICT, WITHOUT ROWID;
    """
}
