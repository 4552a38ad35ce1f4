/// Version 9: entries that take requests back. At most one of them for a request is sent, of unknown outcome or done; one that
/// is looked up may turn out to have come too late.
extension JournalSchema {
  /// The table is made again, since SQLite cannot change a constraint. A cancel knows its request from the start on.
  static let cancels = """
    CREATE TABLE newEntry (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run TEXT NOT NULL REFERENCES run(id),
      org INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('create', 'message', 'cancel')),
      name TEXT,
      requestTypeId TEXT NOT NULL,
      requester TEXT NOT NULL,
      subject TEXT NOT NULL,
      subjectKey TEXT NOT NULL,
      attempt INTEGER NOT NULL DEFAULT 1,
      fieldValues TEXT,
      message TEXT,
      messageHash TEXT,
      messageIndex INTEGER,
      occurrence INTEGER,
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      columnNumber INTEGER NOT NULL,
      knownRequests TEXT,
      state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN
        ('planned', 'sent', 'confirmed', 'rejected', 'failed', 'ambiguous', 'adopted', 'absent', 'gone', 'taken')),
      isSuperseded INTEGER NOT NULL DEFAULT 0,
      attempts INTEGER NOT NULL DEFAULT 0,
      intentAt REAL,
      deadline REAL,
      anchor REAL,
      outcomeAt REAL,
      requestId TEXT,
      storedSubject TEXT,
      error TEXT,
      CHECK ((kind = 'message')
        = (message IS NOT NULL AND messageHash IS NOT NULL AND messageIndex IS NOT NULL AND occurrence IS NOT NULL)),
      CHECK ((kind = 'create') = (fieldValues IS NOT NULL)),
      CHECK (kind <> 'cancel' OR requestId IS NOT NULL),
      CHECK (state NOT IN ('confirmed', 'adopted') OR requestId IS NOT NULL),
      CHECK (state <> 'adopted' OR kind = 'create'),
      CHECK (state IN ('planned', 'rejected', 'taken') OR (intentAt IS NOT NULL AND attempts > 0)),
      CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
    ) STRICT;
    INSERT INTO newEntry (\(entryColumns)) SELECT \(entryColumns) FROM entry;
    DROP TABLE entry;
    ALTER TABLE newEntry RENAME TO entry;
    CREATE INDEX entryByRun ON entry(run, id);
    CREATE INDEX entryByRequest ON entry(requestId) WHERE kind = 'create';
    \(underWay)\((claimIndexes + [cancelIndex]).map { $0 + ";\n" }.joined())
    CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
    WHEN \(isIllegalMoveWithCancels)
    BEGIN
      SELECT RAISE(ABORT, 'illegal move of a journal entry');
    END;
    """

  /// What only one entry may have: a cancel of a request.
  static let cancelIndex = """
    CREATE UNIQUE INDEX IF NOT EXISTS oneCancelForEachRequest ON entry(org, requestId)
      WHERE kind = 'cancel' AND isSuperseded = 0 AND state IN ('sent', 'ambiguous', 'confirmed')
    """

  /// Holds for a change of an entry's state that `EntryState` does not allow.
  static let isIllegalMoveWithCancels = "\(isIllegalMove) AND (OLD.state || ' ' || NEW.state) <> 'ambiguous rejected'"

  /// Of `entry`.
  static let entryColumns = """
    id, run, org, kind, name, requestTypeId, requester, subject, subjectKey, attempt, fieldValues, message, messageHash,
      messageIndex, occurrence, file, line, columnNumber, knownRequests, state, isSuperseded, attempts, intentAt, deadline,
      anchor, outcomeAt, requestId, storedSubject, error
    """
}
