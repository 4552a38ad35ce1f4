/// Version 7: the caches in a form that every database has. Their statements name no index, and nothing has to be read
/// in between.
extension JournalSchema {
  /// All that is known of requests is kept: it may be known of some by the entries alone that created them. Groups are asked
  /// for again.
  static let portableCaches = requests + groups + underWay

  /// With `id` first in the primary key, no other index than its own serves a key, a moment or a flag.
  private static let requests = """
    CREATE TABLE newExisting (
      id TEXT NOT NULL,
      org INTEGER NOT NULL REFERENCES mirror(org),
      generation INTEGER NOT NULL,
      keyHash INTEGER NOT NULL,
      requestTypeId TEXT NOT NULL,
      requester TEXT NOT NULL,
      subject TEXT NOT NULL,
      status TEXT NOT NULL,
      created REAL NOT NULL,
      createdBy TEXT,
      lastUpdated REAL NOT NULL,
      decision TEXT,
      isUnlisted INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (id, org)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO newExisting (id, org, generation, keyHash, requestTypeId, requester, subject, status, created, createdBy,
        lastUpdated, decision, isUnlisted)
      SELECT id, org, generation, keyHash, requestTypeId, requester, subject, status, created, createdBy, lastUpdated,
        decision, isUnlisted FROM existing ORDER BY id;
    DROP TABLE existing;
    ALTER TABLE newExisting RENAME TO existing;
    CREATE INDEX existingByKey ON existing(org, keyHash);
    CREATE INDEX existingByChange ON existing(org, lastUpdated);
    CREATE INDEX existingUnlisted ON existing(org) WHERE isUnlisted = 1;
    CREATE INDEX existingOfAnybody ON existing(org) WHERE requester = '';

    """

  private static let groups = """
    DROP TABLE groupMember;
    DROP TABLE namedGroup;
    CREATE TABLE namedGroup (
      org INTEGER NOT NULL REFERENCES mirror(org),
      writtenAs TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      readAt REAL NOT NULL,
      PRIMARY KEY (org, writtenAs)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE groupMember (
      org INTEGER NOT NULL,
      writtenAs TEXT NOT NULL,
      id TEXT NOT NULL,
      login TEXT NOT NULL,
      status TEXT NOT NULL,
      PRIMARY KEY (org, writtenAs, id),
      FOREIGN KEY (org, writtenAs) REFERENCES namedGroup(org, writtenAs) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    """

  /// What runs are at is asked for again and again: it must not depend on how much was ever done.
  static let underWay = """
    CREATE INDEX createsUnderWay ON entry(org) WHERE kind = 'create' AND state IN ('sent', 'ambiguous');
    CREATE INDEX createsGivenUp ON entry(org, requestTypeId, requester, subjectKey, attempt)
      WHERE kind = 'create' AND state = 'failed';
    """
}
