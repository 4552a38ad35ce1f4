/// Copies all that a state holds into another one that holds no runs: from a file to a server, and back.
///
/// What orgs said, which may be large, goes first and in parts; the journal follows in one transaction, so that no state ever
/// has a part of it.
package struct StateTransfer: Sendable {
  /// How much was copied.
  package struct Counts: Hashable, Sendable {
    /// Runs.
    package var runs = 0
    /// Entries of all runs.
    package var entries = 0
    /// Existing requests that orgs have shown.
    package var requests = 0
  }

  struct Table {
    var name: String
    /// The columns of the primary key come first.
    var columns: [String]
    var keyCount = 1
  }

  /// Each refers only to those before it.
  static let caches = [
    Table(
      name: "mirror", columns: ["org", "id", "generation", "readUpTo", "listingFrom", "listingNext", "dateSeen"]),
    Table(name: "orgAddress", columns: ["url", "org", "hasNoId"]),
    Table(
      name: "existing",
      columns: [
        "id", "org", "generation", "keyHash", "requestTypeId", "requester", "subject", "status", "created", "createdBy",
        "lastUpdated", "decision", "isUnlisted", "course", "courseOf",
      ], keyCount: 2),
    Table(name: "namedUser", columns: ["org", "name", "id", "login", "email", "status", "readAt"], keyCount: 2),
    Table(name: "namedGroup", columns: ["org", "writtenAs", "id", "name", "readAt"], keyCount: 2),
    Table(name: "groupMember", columns: ["org", "writtenAs", "id", "login", "status"], keyCount: 3),
    Table(name: "requestType", columns: ["org", "id", "definition", "readAt"], keyCount: 2),
  ]

  static let journal = [
    Table(
      name: "run",
      columns: [
        "id", "orgUrl", "planDigest", "startedAt", "endedAt", "state", "host", "processId", "calls", "throttled", "org",
        "blocked", "withheld", "origin",
      ]),
    Table(name: "allowance", columns: ["orgUrl", "family", "calls", "seconds"], keyCount: 2),
    Table(
      name: "entry",
      columns: [
        "id", "run", "org", "kind", "name", "requestTypeId", "requester", "subject", "subjectKey", "attempt",
        "fieldValues", "message", "messageHash", "messageIndex", "occurrence", "file", "line", "columnNumber",
        "knownRequests", "state", "isSuperseded", "attempts", "intentAt", "deadline", "anchor", "outcomeAt",
        "requestId",
        "storedSubject", "error",
      ]),
  ]

  private static let chunk = 2_000

  private let source: StateStore
  private let target: StateStore

  /// Copies from one state into another.
  package init(from source: StateStore, to target: StateStore) {
    (self.source, self.target) = (source, target)
  }

  /// Copies everything. Throws `notEmpty` where the target has runs, and, unless `evenInUse`, `inUse` where a run of the
  /// source lives.
  package func copy(evenInUse: Bool = false) async throws(JournalError) -> Counts {
    let (runs, there) = (try await source.records.runs(), try await target.records.runs())
    guard there.isEmpty else { throw .notEmpty(path: target.path, runs: there.count) }
    if !evenInUse, let run = runs.first(where: source.liveness.mayLive) {
      throw .inUse(path: source.path, run: run.id)
    }
    // An earlier copy may have been interrupted.
    try await target.run(Self.caches.reversed().map { .change("DELETE FROM \($0.name)") })
    var counts = Counts()
    for table in Self.caches {
      try await parts(of: table) { rows throws(JournalError) in
        if table.name == "existing" { counts.requests += rows.count }
        try await target.run([Self.insertion(rows, into: table)])
      }
    }
    var transaction: [SQLStatement] = []
    for table in Self.journal {
      try await parts(of: table) { rows throws(JournalError) in
        if table.name == "run" { counts.runs += rows.count }
        if table.name == "entry" { counts.entries += rows.count }
        transaction.append(Self.insertion(rows, into: table))
      }
    }
    if target.isOnServer { transaction.append(Self.nextEntry) }
    try await target.run(transaction)
    return counts
  }

  private func parts(
    of table: Table, _ body: ([[SQLValue]]) async throws(JournalError) -> Void
  ) async throws(JournalError) {
    let (columns, key) = (table.columns.joined(separator: ", "), table.columns.prefix(table.keyCount))
    let names = key.joined(separator: ", ")
    var last: [SQLValue]?
    while true {
      let parameters = key.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
      let condition = last == nil ? "" : "WHERE (\(names)) > (\(parameters)) "
      let rows = try await source.query(
        "SELECT \(columns) FROM \(table.name) \(condition)ORDER BY \(names) LIMIT \(Self.chunk)", rows: [last ?? []]
      ) { $0.values }
      guard let final = rows.last else { return }
      try await body(rows)
      last = Array(final.prefix(table.keyCount))
    }
  }

  private static func insertion(_ rows: [[SQLValue]], into table: Table) -> SQLStatement {
    let parameters = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    return .change(
      "INSERT INTO \(table.name) (\(table.columns.joined(separator: ", "))) VALUES (\(parameters))", rows: rows)
  }

  /// PostgreSQL numbers new entries by a sequence of its own.
  private static let nextEntry = SQLStatement.query(
    "SELECT setval(pg_get_serial_sequence('entry', 'id'), (SELECT coalesce(max(id), 1) FROM entry))")
}
