/// Version 4: what counts as evidence. Orgs have an id besides their addresses, entries say until when their call may act
/// and what was known before it, and requests in the cache say whether the list shows them.
extension JournalSchema {
  /// The order matters: tables are copied before the old ones go. Foreign keys are checked at the end.
  static let evidence = orgs + entries + cache

  /// `mirror` has a row for each org, `orgAddress` one for each address of it; `run.org` says whose run it was.
  /// `readUpTo` is a moment of the org's own records (`lastUpdated`), 0 where its list had shown none; `listingFrom` is
  /// our clock; `dateSeen` is the newest header `Date`.
  private static let orgs = """
    CREATE TABLE orgAddress (
      url TEXT PRIMARY KEY NOT NULL,
      org INTEGER NOT NULL REFERENCES mirror(org),
      hasNoId INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    INSERT OR IGNORE INTO mirror (orgUrl) SELECT DISTINCT orgUrl FROM run;
    INSERT INTO orgAddress (url, org) SELECT orgUrl, org FROM mirror;
    ALTER TABLE run ADD COLUMN org INTEGER REFERENCES mirror(org);
    UPDATE run SET org = (SELECT org FROM mirror WHERE mirror.orgUrl = run.orgUrl);

    CREATE TABLE newMirror (
      org INTEGER PRIMARY KEY,
      id TEXT UNIQUE,
      generation INTEGER NOT NULL DEFAULT 0,
      readUpTo REAL,
      listingFrom REAL,
      listingNext TEXT,
      dateSeen REAL,
      CHECK (listingNext IS NULL OR listingFrom IS NOT NULL)
    ) STRICT;
    INSERT INTO newMirror (org, generation) SELECT org, generation FROM mirror;
    DROP TABLE mirror;
    ALTER TABLE newMirror RENAME TO mirror;

    """

  /// A call of an earlier version may have acted for up to 120 seconds, its time limit and a slow disk.
  private static let entries = """
    CREATE TABLE newEntry (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run TEXT NOT NULL REFERENCES run(id),
      kind TEXT NOT NULL CHECK (kind IN ('create', 'message')),
      name TEXT,
      requestTypeId TEXT NOT NULL,
      requester TEXT NOT NULL,
      subject TEXT NOT NULL,
      attempt INTEGER NOT NULL DEFAULT 1,
      fieldValues TEXT,
      message TEXT,
      messageIndex INTEGER,
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      "column" INTEGER NOT NULL,
      knownRequests TEXT,
      state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN
        ('planned', 'sent', 'confirmed', 'rejected', 'failed', 'ambiguous', 'adopted', 'absent', 'gone')),
      attempts INTEGER NOT NULL DEFAULT 0,
      intentAt REAL,
      deadline REAL,
      anchor REAL,
      outcomeAt REAL,
      requestId TEXT,
      storedSubject TEXT,
      error TEXT,
      CHECK ((kind = 'message') = (message IS NOT NULL AND messageIndex IS NOT NULL)),
      CHECK ((kind = 'create') = (fieldValues IS NOT NULL)),
      CHECK (state NOT IN ('confirmed', 'adopted') OR requestId IS NOT NULL),
      CHECK (state <> 'adopted' OR kind = 'create'),
      CHECK (state IN ('planned', 'rejected') OR (intentAt IS NOT NULL AND attempts > 0)),
      CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
    ) STRICT;
    INSERT INTO newEntry (id, run, kind, name, requestTypeId, requester, subject, fieldValues, message, messageIndex,
        file, line, "column", state, attempts, intentAt, deadline, outcomeAt, requestId, error)
      SELECT id, run, kind, name, requestTypeId, requester, subject, fieldValues, message, messageIndex,
        file, line, "column", state, attempts, intentAt,
        CASE WHEN state IN ('sent', 'ambiguous') THEN intentAt + 120 END, outcomeAt, requestId, error FROM entry;
    DROP TABLE entry;
    ALTER TABLE newEntry RENAME TO entry;
    CREATE INDEX entryByRun ON entry(run, id);
    CREATE INDEX entryByRequest ON entry(requestId) WHERE kind = 'create';

    CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
    WHEN (OLD.state, NEW.state) NOT IN (VALUES
      ('planned', 'sent'), ('planned', 'rejected'),
      ('sent', 'confirmed'), ('sent', 'rejected'), ('sent', 'failed'), ('sent', 'planned'), ('sent', 'ambiguous'),
      ('ambiguous', 'adopted'), ('ambiguous', 'confirmed'), ('ambiguous', 'planned'), ('ambiguous', 'absent'),
      ('ambiguous', 'failed'), ('ambiguous', 'ambiguous'), ('failed', 'adopted'),
      ('confirmed', 'gone'), ('adopted', 'gone'))
    BEGIN
      SELECT RAISE(ABORT, 'illegal move of a journal entry');
    END;

    """

  /// Keys are compared by their folded subjects now, so that the hashes of the rows are made again by a full listing.
  private static let cache = """
    DELETE FROM existing;
    ALTER TABLE existing ADD COLUMN isUnlisted INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE existing ADD COLUMN decision TEXT;
    CREATE INDEX existingUnlisted ON existing(org) WHERE isUnlisted = 1;
    CREATE INDEX existingOfAnybody ON existing(org) WHERE requester = '';
    """
}
