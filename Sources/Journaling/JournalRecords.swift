import Foundation
package import Model

/// What a journal holds, for reading: by the run that writes it, or by any other process.
package struct JournalRecords: Sendable {
  let state: StateStore

  /// The path of the state's file, to which links on the way to it lead; `:memory:` in memory.
  package var path: String { state.path }

  /// Which of its runs live.
  package var liveness: RunLiveness { state.liveness }

  /// All runs, the newest first.
  package func runs() async throws(JournalError) -> [JournalRun] {
    try await state.query(
      "SELECT \(JournalRun.columns) FROM run ORDER BY startedAt DESC, id DESC", decode: JournalRun.init)
  }

  /// Whether there is a run of this name.
  package func hasRun(_ run: RunID) async throws(JournalError) -> Bool {
    try await !state.query("SELECT id FROM run WHERE id = $1", .text(run.text), decode: { $0 }).isEmpty
  }

  /// How many entries of a run are in each state.
  package func counts(of run: RunID) async throws(JournalError) -> [EntryState: Int] {
    try await counts(of: [run])[run] ?? [:]
  }

  /// How many entries of each of these runs are in each state; a run without entries is left out.
  package func counts(of runs: [RunID]) async throws(JournalError) -> [RunID: [EntryState: Int]] {
    let counts = try await state.query(
      "SELECT run, state, count(*) FROM entry WHERE run = $1 GROUP BY run, state", rows: runs.map { [.text($0.text)] }
    ) { (run: RunID(try $0.text(0)), state: EntryState(rawValue: try $0.text(1)), number: Int(try $0.integer(2))) }
    return counts.reduce(into: [:]) { result, count in
      if let state = count.state { result[count.run, default: [:]][state] = count.number }
    }
  }

  /// Those of these runs that take requests back.
  package func cancels(among runs: [RunID]) async throws(JournalError) -> Set<RunID> {
    let found = try await state.query(
      "SELECT run FROM entry WHERE run = $1 AND kind = 'cancel' LIMIT 1", rows: runs.map { [.text($0.text)] }
    ) { RunID(try $0.text(0)) }
    return Set(found)
  }

  /// One entry, if there is one of that number.
  package func entry(_ id: JournalEntry.ID) async throws(JournalError) -> JournalEntry? {
    try await entries(where: "id = $1", .integer(id)).first
  }

  /// A run's entries, in the order in which they were planned.
  package func entries(of run: RunID) async throws(JournalError) -> [JournalEntry] {
    try await entries(where: "run = $1", .text(run.text))
  }

  /// The entries of all runs, or of one, whose outcome is not known, in the order in which they were planned; those of runs
  /// that live are among them.
  package func ambiguousEntries(of run: RunID? = nil) async throws(JournalError) -> [JournalEntry] {
    let condition = "state IN ('sent', 'ambiguous')"
    guard let run else { return try await entries(where: "\(condition) AND id > $1", .integer(0)) }
    return try await entries(where: "\(condition) AND run = $1", .text(run.text))
  }

  /// The logins of these users, as far as the state remembers them from their orgs.
  package func logins(of users: Set<UserID>) async throws(JournalError) -> [UserID: String] {
    let found = try await state.query(
      "SELECT id, login FROM namedUser WHERE id = $1 ORDER BY readAt", rows: users.map { [.text($0.text)] }
    ) { (UserID(fromOrg: try $0.text(0)), try $0.text(1)) }
    return Dictionary(found, uniquingKeysWith: { $1 })
  }

  /// Entries for this org that say what the org has or may have: done, of unknown outcome, or given up before the org could
  /// no longer act (an hour is added, which is more than any list lags).
  package func entriesAffectingPlan(orgURL: String) async throws(JournalError) -> [JournalEntry] {
    try await entries(
      where: """
        (state IN ('confirmed', 'adopted', 'sent', 'ambiguous')
          OR state = 'failed' AND kind = 'create' AND outcomeAt < deadline + 3600)
        AND run IN (SELECT run.id FROM run JOIN orgAddress ON orgAddress.org = run.org WHERE orgAddress.url = $1)
        """, .text(orgURL))
  }

  /// The creates for this org that the org has done, or may have done, in the order in which they were planned; those whose
  /// requests are gone as well.
  package func creates(orgURL: String) async throws(JournalError) -> [JournalEntry] {
    try await entries(
      where: """
        kind = 'create' AND state IN ('confirmed', 'adopted', 'gone', 'sent', 'ambiguous')
        AND run IN (SELECT run.id FROM run JOIN orgAddress ON orgAddress.org = run.org WHERE orgAddress.url = $1)
        """, .text(orgURL))
  }

  /// What was said of the last create for each key of this org that was refused or given up: the error.
  package func refusals(orgURL: String) async throws(JournalError) -> [RequestKey: String] {
    let entries = try await entries(
      where: """
        kind = 'create' AND state IN ('rejected', 'failed') AND error IS NOT NULL
        AND run IN (SELECT run.id FROM run JOIN orgAddress ON orgAddress.org = run.org WHERE orgAddress.url = $1)
        """, .text(orgURL))
    return Dictionary(entries.map { ($0.key, $0.error ?? "") }, uniquingKeysWith: { $1 })
  }

  /// The keys of the finished creates of this org that made or adopted these requests.
  package func keys(of requests: Set<RequestID>, orgURL: String) async throws(JournalError) -> [RequestID: RequestKey] {
    let found = try await state.query(
      """
      SELECT requestId, requestTypeId, requester, subject FROM entry
      WHERE requestId = $1 AND kind = 'create' AND state IN ('confirmed', 'adopted')
        AND org = (SELECT orgAddress.org FROM orgAddress WHERE orgAddress.url = $2)
      """, rows: requests.map { [.text($0.text), .text(orgURL)] }
    ) { row in
      (
        id: RequestID(try row.text(0)),
        key: RequestKey(
          requestTypeID: RequestTypeID(fromOrg: try row.text(1)), requester: try row.requester(2),
          subject: try row.text(3))
      )
    }
    return Dictionary(found.map { ($0.id, $0.key) }, uniquingKeysWith: { $1 })
  }

  /// Those of these requests that a finished create of this org is for, at whichever of its addresses its run called it.
  package func claimed(_ requests: Set<RequestID>, orgURL: String) async throws(JournalError) -> Set<RequestID> {
    Set(try await keys(of: requests, orgURL: orgURL).keys)
  }

  /// The limits that this org reported last.
  package func rateLimits(orgURL: String) async throws(JournalError) -> [CallFamily: RateLimit] {
    let limits = try await state.query(
      "SELECT family, calls, seconds FROM allowance WHERE orgUrl = $1", .text(orgURL)
    ) { row in
      let limit = try row.optionalInteger(1).map { calls in
        RateLimit.window(calls: Int(calls), seconds: try row.real(2))
      }
      return (CallFamily(rawValue: try row.text(0)), limit ?? .unlimited)
    }
    return Dictionary(uniqueKeysWithValues: limits.compactMap { family, limit in family.map { ($0, limit) } })
  }

  private func entries(where condition: String, _ argument: SQLValue) async throws(JournalError) -> [JournalEntry] {
    try await state.query(
      "SELECT \(JournalEntry.columns) FROM entry WHERE \(condition) ORDER BY id", argument
    ) { row in try JournalEntry(row).byClock(ahead: state.clockOffset) }
  }
}
