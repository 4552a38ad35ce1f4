import Foundation
import GRDB
package import Model

/// What a journal holds, for reading: by the run that writes it, or by any other process.
package struct JournalRecords: Sendable {
  /// The path of the state's file, to which links on the way to it lead; `:memory:` in memory.
  package let path: String
  let reader: any DatabaseReader

  /// All runs, the newest first.
  package func runs() throws(JournalError) -> [JournalRun] {
    try read { db in
      guard try db.tableExists("run") else { return [] }
      return try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY startedAt DESC, id DESC").map(JournalRun.init)
    }
  }

  /// How many entries of a run are in each state.
  package func counts(of run: RunID) throws(JournalError) -> [EntryState: Int] {
    try read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT state, count(*) AS number FROM entry WHERE run = ? GROUP BY state", arguments: [run.text])
      let pairs = rows.compactMap { row in EntryState(rawValue: row["state"]).map { ($0, row["number"] as Int) } }
      return Dictionary(uniqueKeysWithValues: pairs)
    }
  }

  /// One entry, if there is one of that number.
  package func entry(_ id: JournalEntry.ID) throws(JournalError) -> JournalEntry? {
    try entries(where: "id = ?", [id]).first
  }

  /// A run's entries, in the order in which they were planned.
  package func entries(of run: RunID) throws(JournalError) -> [JournalEntry] {
    try entries(where: "run = ?", [run.text])
  }

  /// Entries for this org that say what the org has or may have: done, of unknown outcome, or given up before the org could
  /// no longer act (an hour is added, which is more than any list lags).
  package func entriesAffectingPlan(orgURL: String) throws(JournalError) -> [JournalEntry] {
    let counts = "state IN ('confirmed', 'adopted', 'sent', 'ambiguous')"
    // A state of an earlier version that is only read has neither orgs nor deadlines.
    guard try read({ db in try db.tableExists("orgAddress") }) else {
      return try entries(where: "\(counts) AND run IN (SELECT id FROM run WHERE orgUrl = ?)", [orgURL])
    }
    return try entries(
      where: """
        (\(counts) OR state = 'failed' AND kind = 'create' AND outcomeAt < deadline + 3600) AND \(Self.isOfOrg)
        """, [orgURL])
  }

  /// Those of these requests that a finished create of this org is for.
  package func claimed(_ requests: Set<RequestID>, orgURL: String) throws(JournalError) -> Set<RequestID> {
    var found: Set<RequestID> = []
    for request in requests {
      let entries = try entries(
        where: """
          requestId = ? AND kind = 'create' AND state IN ('confirmed', 'adopted') AND \(Self.isOfOrg)
          """, [request.text, orgURL])
      if !entries.isEmpty { found.insert(request) }
    }
    return found
  }

  /// Holds for the entries of the org with an address, at whichever of its addresses their runs called it.
  private static let isOfOrg = """
    run IN (SELECT id FROM run WHERE org = (SELECT org FROM orgAddress WHERE url = ?))
    """

  /// The limits that this org reported last.
  package func rateLimits(orgURL: String) throws(JournalError) -> [CallFamily: RateLimit] {
    try read { db in
      guard try db.tableExists("allowance") else { return [:] }
      let rows = try Row.fetchAll(db, sql: "SELECT * FROM allowance WHERE orgUrl = ?", arguments: [orgURL])
      let pairs = rows.compactMap { row -> (CallFamily, RateLimit)? in
        guard let family = CallFamily(rawValue: row["family"]) else { return nil }
        guard let calls = row["calls"] as Int?, let seconds = row["seconds"] as Double? else {
          return (family, .unlimited)
        }
        return (family, .window(calls: calls, seconds: seconds))
      }
      return Dictionary(uniqueKeysWithValues: pairs)
    }
  }

  private func entries(where condition: String, _ arguments: StatementArguments) throws(JournalError) -> [JournalEntry]
  {
    try read { db in
      guard try db.tableExists("entry") else { return [] }
      let statement = try db.cachedStatement(sql: "SELECT * FROM entry WHERE \(condition) ORDER BY id")
      return try Array(Row.fetchCursor(statement, arguments: arguments).map(JournalEntry.init))
    }
  }

  private func read<Value>(_ query: (Database) throws -> Value) throws(JournalError) -> Value {
    try JournalError.mapping(of: path) { try reader.read(query) }
  }
}
