/// The tables of a state in PostgreSQL: the same as in SQLite (`JournalSchema`), by the same names, and `rateBudget`, which a
/// state in a file has next to it.
///
/// A migration that was released is never edited, and a later one only adds: older and newer Writs meet in one database.
/// `meta.oldestReader` says which of them may still use it.
package enum PostgresSchema {
  /// The version that this Writ makes and knows.
  package static let version: Int64 = 3
  /// The oldest Writ, by the version that it knows, that may use what this one makes.
  static let oldestReader: Int64 = 3
  /// The number of the lock that those who make the tables at the same moment take one after the other; it ends with the
  /// transaction, so that poolers do not keep it. `WRIT` in ASCII.
  private static let lock: Int64 = 0x5752_4954

  /// All statements that make the tables in an empty schema, in their order; the schema is the first of the search path.
  static var tables: [String] { firstTables + additions.flatMap(\.self) }

  /// What each version adds to the tables of the one before, from version 2 on: done twice it means the same.
  private static let additions = [[courses], cancels]

  /// One transaction that brings tables of an earlier version up to date.
  static func upgrade(from version: Int64) -> [SQLStatement] {
    [.query("SELECT pg_advisory_xact_lock($1)::text", .integer(lock))]
      + additions.dropFirst(Int(version) - 1).flatMap(\.self).map { .change($0) }
      + [.change("UPDATE meta SET schemaVersion = $1 WHERE schemaVersion < $1", .integer(Self.version))]
  }

  /// Those of version 1.
  static var firstTables: [String] {
    [
      meta, orgs, orgAddresses, runs, entries, rateLimits, existing, namedUsers, namedGroups, groupMembers,
      requestTypes, rateBudget,
    ]
      + indexes + moves
  }

  /// One transaction that makes the schema and its tables. It fails where they are there.
  static func creation(of schema: String) -> [SQLStatement] {
    let texts = [createSchema(schema)] + tables
    return [.query("SELECT pg_advisory_xact_lock($1)::text", .integer(lock))] + texts.map { .change($0) } + [
      .change(
        "INSERT INTO meta (id, schemaVersion, oldestReader) VALUES (1, $1, $2)", .integer(version),
        .integer(oldestReader))
    ]
  }

  /// The same as a script for a database administrator, with the rights that a role needs to use it.
  package static func script(schema: String, role: String) -> String {
    let texts =
      [createSchema(schema), "SET LOCAL search_path TO \(schema)"] + tables + [
        "INSERT INTO meta (id, schemaVersion, oldestReader) VALUES (1, \(version), \(oldestReader))",
        "GRANT USAGE ON SCHEMA \(schema) TO \(role)",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(role)",
        // For `writ state import` alone, which sets where the numbers of entries go on.
        "GRANT SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA \(schema) TO \(role)",
      ]
    return (["BEGIN"] + texts + ["COMMIT"]).map { $0 + ";\n" }.joined(separator: "\n")
  }

  /// `CREATE SCHEMA IF NOT EXISTS` asks for the right to make it also where it is there.
  private static func createSchema(_ name: String) -> String {
    """
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '\(name)') THEN CREATE SCHEMA \(name); END IF;
    END $$
    """
  }

  /// `systemIdentifier` and `timeline` are those of the server that wrote last, `timelineSince` is when another timeline
  /// was noticed, by the clock of the machine that did.
  private static let meta = """
    CREATE TABLE meta (
      id BIGINT PRIMARY KEY CHECK (id = 1),
      schemaVersion BIGINT NOT NULL,
      oldestReader BIGINT NOT NULL,
      systemIdentifier BIGINT,
      timeline BIGINT,
      timelineSince DOUBLE PRECISION
    )
    """

  private static let orgs = """
    CREATE TABLE mirror (
      org BIGINT PRIMARY KEY,
      id TEXT COLLATE "C" UNIQUE,
      generation BIGINT NOT NULL DEFAULT 0,
      readUpTo DOUBLE PRECISION,
      listingFrom DOUBLE PRECISION,
      listingNext TEXT COLLATE "C",
      dateSeen DOUBLE PRECISION,
      CHECK (listingNext IS NULL OR listingFrom IS NOT NULL)
    )
    """

  private static let orgAddresses = """
    CREATE TABLE orgAddress (
      url TEXT COLLATE "C" PRIMARY KEY,
      org BIGINT NOT NULL REFERENCES mirror(org),
      hasNoId BIGINT NOT NULL DEFAULT 0
    )
    """

  private static let runs = """
    CREATE TABLE run (
      id TEXT COLLATE "C" PRIMARY KEY,
      orgUrl TEXT COLLATE "C" NOT NULL,
      planDigest TEXT COLLATE "C" NOT NULL,
      startedAt DOUBLE PRECISION NOT NULL,
      endedAt DOUBLE PRECISION,
      state TEXT COLLATE "C" NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'died')),
      host TEXT COLLATE "C" NOT NULL,
      processId BIGINT NOT NULL,
      calls BIGINT NOT NULL DEFAULT 0,
      throttled BIGINT NOT NULL DEFAULT 0,
      org BIGINT REFERENCES mirror(org),
      blocked BIGINT,
      withheld BIGINT,
      origin TEXT COLLATE "C",
      CHECK ((state = 'running') = (endedAt IS NULL))
    )
    """

  private static let entries = """
    CREATE TABLE entry (
      id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
      run TEXT COLLATE "C" NOT NULL REFERENCES run(id),
      org BIGINT NOT NULL,
      kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('create', 'message')),
      name TEXT COLLATE "C",
      requestTypeId TEXT COLLATE "C" NOT NULL,
      requester TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      subjectKey TEXT COLLATE "C" NOT NULL,
      attempt BIGINT NOT NULL DEFAULT 1,
      fieldValues TEXT COLLATE "C",
      message TEXT COLLATE "C",
      messageHash TEXT COLLATE "C",
      messageIndex BIGINT,
      occurrence BIGINT,
      file TEXT COLLATE "C" NOT NULL,
      line BIGINT NOT NULL,
      columnNumber BIGINT NOT NULL,
      knownRequests TEXT COLLATE "C",
      state TEXT COLLATE "C" NOT NULL DEFAULT 'planned' CHECK (state IN
        ('planned', 'sent', 'confirmed', 'rejected', 'failed', 'ambiguous', 'adopted', 'absent', 'gone', 'taken')),
      isSuperseded BIGINT NOT NULL DEFAULT 0,
      attempts BIGINT NOT NULL DEFAULT 0,
      intentAt DOUBLE PRECISION,
      deadline DOUBLE PRECISION,
      anchor DOUBLE PRECISION,
      outcomeAt DOUBLE PRECISION,
      requestId TEXT COLLATE "C",
      storedSubject TEXT COLLATE "C",
      error TEXT COLLATE "C",
      CHECK ((kind = 'message')
        = (message IS NOT NULL AND messageHash IS NOT NULL AND messageIndex IS NOT NULL AND occurrence IS NOT NULL)),
      CHECK ((kind = 'create') = (fieldValues IS NOT NULL)),
      CHECK (state NOT IN ('confirmed', 'adopted') OR requestId IS NOT NULL),
      CHECK (state <> 'adopted' OR kind = 'create'),
      CHECK (state IN ('planned', 'rejected', 'taken') OR (intentAt IS NOT NULL AND attempts > 0)),
      CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
    )
    """

  private static let rateLimits = """
    CREATE TABLE allowance (
      orgUrl TEXT COLLATE "C" NOT NULL,
      family TEXT COLLATE "C" NOT NULL,
      calls BIGINT,
      seconds DOUBLE PRECISION,
      PRIMARY KEY (orgUrl, family),
      CHECK ((calls IS NULL) = (seconds IS NULL))
    )
    """

  private static let existing = """
    CREATE TABLE existing (
      id TEXT COLLATE "C" NOT NULL,
      org BIGINT NOT NULL REFERENCES mirror(org),
      generation BIGINT NOT NULL,
      keyHash BIGINT NOT NULL,
      requestTypeId TEXT COLLATE "C" NOT NULL,
      requester TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      status TEXT COLLATE "C" NOT NULL,
      created DOUBLE PRECISION NOT NULL,
      createdBy TEXT COLLATE "C",
      lastUpdated DOUBLE PRECISION NOT NULL,
      decision TEXT COLLATE "C",
      isUnlisted BIGINT NOT NULL DEFAULT 0,
      PRIMARY KEY (id, org)
    )
    """

  /// Version 2: what retrievals have shown of requests, as in version 8 of `JournalSchema`.
  private static let courses = """
    ALTER TABLE existing ADD COLUMN IF NOT EXISTS course TEXT COLLATE "C",
      ADD COLUMN IF NOT EXISTS courseOf DOUBLE PRECISION
    """

  private static let namedUsers = """
    CREATE TABLE namedUser (
      org BIGINT NOT NULL REFERENCES mirror(org),
      name TEXT COLLATE "C" NOT NULL,
      id TEXT COLLATE "C" NOT NULL,
      login TEXT COLLATE "C" NOT NULL,
      email TEXT COLLATE "C",
      status TEXT COLLATE "C" NOT NULL,
      readAt DOUBLE PRECISION NOT NULL,
      PRIMARY KEY (org, name)
    )
    """

  private static let namedGroups = """
    CREATE TABLE namedGroup (
      org BIGINT NOT NULL REFERENCES mirror(org),
      writtenAs TEXT COLLATE "C" NOT NULL,
      id TEXT COLLATE "C" NOT NULL,
      name TEXT COLLATE "C" NOT NULL,
      readAt DOUBLE PRECISION NOT NULL,
      PRIMARY KEY (org, writtenAs)
    )
    """

  private static let groupMembers = """
    CREATE TABLE groupMember (
      org BIGINT NOT NULL,
      writtenAs TEXT COLLATE "C" NOT NULL,
      id TEXT COLLATE "C" NOT NULL,
      login TEXT COLLATE "C" NOT NULL,
      status TEXT COLLATE "C" NOT NULL,
      PRIMARY KEY (org, writtenAs, id),
      FOREIGN KEY (org, writtenAs) REFERENCES namedGroup(org, writtenAs) ON DELETE CASCADE
    )
    """

  private static let requestTypes = """
    CREATE TABLE requestType (
      org BIGINT NOT NULL REFERENCES mirror(org),
      id TEXT COLLATE "C" NOT NULL,
      definition TEXT COLLATE "C" NOT NULL,
      readAt DOUBLE PRECISION NOT NULL,
      PRIMARY KEY (org, id)
    )
    """

  /// What is in it is worth nothing after a crash of the server, which empties it.
  private static let rateBudget = """
    CREATE UNLOGGED TABLE rateBudget (
      account TEXT COLLATE "C" NOT NULL,
      family TEXT COLLATE "C" NOT NULL,
      content TEXT COLLATE "C" NOT NULL,
      version BIGINT NOT NULL,
      PRIMARY KEY (account, family)
    )
    """

  private static let indexes =
    [
      "CREATE INDEX entryByRun ON entry(run, id)",
      "CREATE INDEX entryByRequest ON entry(requestId) WHERE kind = 'create'",
      "CREATE INDEX createsUnderWay ON entry(org) WHERE kind = 'create' AND state IN ('sent', 'ambiguous')",
      """
      CREATE INDEX createsGivenUp ON entry(org, requestTypeId, requester, subjectKey, attempt)
        WHERE kind = 'create' AND state = 'failed'
      """,
      "CREATE INDEX existingByKey ON existing(org, keyHash)",
      "CREATE INDEX existingByChange ON existing(org, lastUpdated)",
      "CREATE INDEX existingUnlisted ON existing(org) WHERE isUnlisted = 1",
      "CREATE INDEX existingOfAnybody ON existing(org) WHERE requester = ''",
    ] + JournalSchema.claimIndexes

  private static let moves = [
    """
    CREATE FUNCTION refuseMove() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'illegal move of a row in %', TG_TABLE_NAME; END $$
    """,
    """
    CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry FOR EACH ROW
    WHEN (\(JournalSchema.isIllegalMove)) EXECUTE FUNCTION refuseMove()
    """,
    """
    CREATE TRIGGER legalRunMove BEFORE UPDATE OF state ON run FOR EACH ROW
    WHEN (OLD.state <> 'running' OR NEW.state = 'running') EXECUTE FUNCTION refuseMove()
    """,
  ]
}
