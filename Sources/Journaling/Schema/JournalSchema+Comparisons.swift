/// Version 10: conditions that hold for each move of an entry are written as comparisons. For a list of more than two words after
/// `IN` SQLite makes a table and fills it, each time that it looks at the condition: that took most of the time of a move.
extension JournalSchema {
  static let comparisons = """
    CREATE TABLE newEntry (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run TEXT NOT NULL REFERENCES run(id),
      org INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind = 'create' OR kind = 'message' OR kind = 'cancel'),
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
      state TEXT NOT NULL DEFAULT 'planned' CHECK (
        state = 'planned' OR state = 'sent' OR state = 'confirmed' OR state = 'rejected' OR state = 'failed'
        OR state = 'ambiguous' OR state = 'adopted' OR state = 'absent' OR state = 'gone' OR state = 'taken'),
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
      CHECK (state = 'planned' OR state = 'rejected' OR state = 'taken' OR (intentAt IS NOT NULL AND attempts > 0)),
      CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
    ) STRICT;
    INSERT INTO newEntry (\(entryColumns)) SELECT \(entryColumns) FROM entry;
    DROP TABLE entry;
    ALTER TABLE newEntry RENAME TO entry;
    CREATE INDEX entryByRun ON entry(run, id);
    CREATE INDEX entryByRequest ON entry(requestId) WHERE kind = 'create';
    \(underWay)
    CREATE UNIQUE INDEX oneRequestForEachKey ON entry(org, requestTypeId, requester, subjectKey, attempt)
      WHERE kind = 'create' AND isSuperseded = 0
        AND (state = 'sent' OR state = 'ambiguous' OR state = 'confirmed' OR state = 'adopted');
    CREATE UNIQUE INDEX oneMessageForEach ON entry(org, requestId, messageHash, occurrence)
      WHERE kind = 'message' AND isSuperseded = 0 AND (state = 'sent' OR state = 'ambiguous' OR state = 'confirmed');
    CREATE UNIQUE INDEX oneEntryForEachRequest ON entry(org, requestId)
      WHERE kind = 'create' AND isSuperseded = 0 AND state IN ('confirmed', 'adopted');
    CREATE UNIQUE INDEX oneCancelForEachRequest ON entry(org, requestId)
      WHERE kind = 'cancel' AND isSuperseded = 0 AND (state = 'sent' OR state = 'ambiguous' OR state = 'confirmed');
    CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
    WHEN CASE OLD.state
      WHEN 'planned' THEN NEW.state <> 'sent' AND NEW.state <> 'rejected' AND NEW.state <> 'taken'
      WHEN 'sent' THEN NEW.state <> 'confirmed' AND NEW.state <> 'rejected' AND NEW.state <> 'failed'
        AND NEW.state <> 'planned' AND NEW.state <> 'ambiguous'
      WHEN 'ambiguous' THEN NEW.state <> 'adopted' AND NEW.state <> 'confirmed' AND NEW.state <> 'planned'
        AND NEW.state <> 'absent' AND NEW.state <> 'failed' AND NEW.state <> 'ambiguous' AND NEW.state <> 'rejected'
      WHEN 'failed' THEN NEW.state <> 'adopted'
      WHEN 'confirmed' THEN NEW.state <> 'gone'
      WHEN 'adopted' THEN NEW.state <> 'gone'
      ELSE 1 END
    BEGIN
      SELECT RAISE(ABORT, 'illegal move of a journal entry');
    END;
    """
}
