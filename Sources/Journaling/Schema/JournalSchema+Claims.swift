import GRDB
import Model

/// Version 6: claims. At most one create of a key is sent, of unknown outcome or done, and the database itself refuses a
/// second one: so any number of runs may work on one state.
extension JournalSchema {
  static func claims(_ db: Database) throws {
    db.add(
      function: DatabaseFunction("subjectKey", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0]).map { Fingerprint.of(FoldedSubject.fold($0)) }
      })
    db.add(
      function: DatabaseFunction("fingerprint", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0]).map(Fingerprint.of)
      })
    try db.execute(sql: entries + oldClaims + claimIndexes.map { $0 + ";\n" }.joined() + moves)
  }

  /// `org` is that of the run. `subjectKey` and `messageHash` are fingerprints of the folded subject and of the message.
  /// `occurrence` counts equal messages of a declaration, from 1. An entry whose key another one holds is `isSuperseded`.
  private static let entries = """
    ALTER TABLE run ADD COLUMN origin TEXT;

    CREATE TABLE newEntry (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run TEXT NOT NULL REFERENCES run(id),
      org INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('create', 'message')),
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
      CHECK (state NOT IN ('confirmed', 'adopted') OR requestId IS NOT NULL),
      CHECK (state <> 'adopted' OR kind = 'create'),
      CHECK (state IN ('planned', 'rejected', 'taken') OR (intentAt IS NOT NULL AND attempts > 0)),
      CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
    ) STRICT;
    INSERT INTO newEntry (id, run, org, kind, name, requestTypeId, requester, subject, subjectKey, attempt, fieldValues,
        message, messageHash, messageIndex, occurrence, file, line, columnNumber, knownRequests, state, attempts, intentAt,
        deadline, anchor, outcomeAt, requestId, storedSubject, error)
      SELECT id, run, (SELECT org FROM run WHERE run.id = entry.run), kind, name, requestTypeId, requester, subject,
        subjectKey(subject), attempt, fieldValues, message, fingerprint(message), messageIndex,
        CASE WHEN message IS NOT NULL THEN 1 END, file, line, "column", knownRequests, state, attempts, intentAt, deadline,
        anchor, outcomeAt, requestId, storedSubject, error FROM entry;
    DROP TABLE entry;
    ALTER TABLE newEntry RENAME TO entry;
    CREATE INDEX entryByRun ON entry(run, id);
    CREATE INDEX entryByRequest ON entry(requestId) WHERE kind = 'create';

    """

  /// Earlier versions may have done a key twice: the newest entry holds it. Equal messages are counted, the confirmed ones
  /// first.
  private static let oldClaims = """
    UPDATE entry SET isSuperseded = 1
    WHERE kind = 'create' AND state IN ('sent', 'ambiguous', 'confirmed', 'adopted') AND id NOT IN
      (SELECT max(id) FROM entry WHERE kind = 'create' AND state IN ('sent', 'ambiguous', 'confirmed', 'adopted')
        GROUP BY org, requestTypeId, requester, subjectKey, attempt);
    UPDATE entry SET isSuperseded = 1
    WHERE kind = 'create' AND isSuperseded = 0 AND state IN ('confirmed', 'adopted') AND id NOT IN
      (SELECT max(id) FROM entry WHERE kind = 'create' AND isSuperseded = 0 AND state IN ('confirmed', 'adopted')
        GROUP BY org, requestId);
    UPDATE entry SET occurrence = counted.number FROM (
      SELECT id, row_number() OVER (PARTITION BY org, requestId, messageHash ORDER BY state <> 'confirmed', id) AS number
      FROM entry WHERE kind = 'message' AND state IN ('sent', 'ambiguous', 'confirmed')) AS counted
    WHERE counted.id = entry.id;

    """

  /// What only one entry may have: a key, a message of a request, and, once it is done, a request.
  static let claimIndexes = [
    """
    CREATE UNIQUE INDEX oneRequestForEachKey ON entry(org, requestTypeId, requester, subjectKey, attempt)
      WHERE kind = 'create' AND isSuperseded = 0 AND state IN ('sent', 'ambiguous', 'confirmed', 'adopted')
    """,
    """
    CREATE UNIQUE INDEX oneMessageForEach ON entry(org, requestId, messageHash, occurrence)
      WHERE kind = 'message' AND isSuperseded = 0 AND state IN ('sent', 'ambiguous', 'confirmed')
    """,
    """
    CREATE UNIQUE INDEX oneEntryForEachRequest ON entry(org, requestId)
      WHERE kind = 'create' AND isSuperseded = 0 AND state IN ('confirmed', 'adopted')
    """,
  ]

  /// Holds for a change of an entry's state that was not allowed until version 9.
  static let isIllegalMove = """
    (OLD.state || ' ' || NEW.state) NOT IN (
      'planned sent', 'planned rejected', 'planned taken',
      'sent confirmed', 'sent rejected', 'sent failed', 'sent planned', 'sent ambiguous',
      'ambiguous adopted', 'ambiguous confirmed', 'ambiguous planned', 'ambiguous absent',
      'ambiguous failed', 'ambiguous ambiguous', 'failed adopted',
      'confirmed gone', 'adopted gone')
    """

  private static let moves = """
    CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
    WHEN \(isIllegalMove)
    BEGIN
      SELECT RAISE(ABORT, 'illegal move of a journal entry');
    END;
    """
}
