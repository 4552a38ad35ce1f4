/// What can be seen of a state: how much it holds, and what its database promises.
package struct StateReport: Hashable, Sendable {
  /// What is seen of a server.
  package struct Server: Hashable, Sendable {
    /// The version, as the server writes it.
    package var version: String
    /// Its system identifier and timeline, where the role may read them.
    package var identity: PostgresServer
    /// The setting `synchronous_standby_names`: empty where no commit waits for a standby.
    package var synchronousStandbys: String
    /// The version of the state's tables.
    package var schemaVersion: Int64
    /// Whether the role may write the tables.
    package var mayWrite: Bool
  }

  /// The path or URL, without any secret.
  package var location: String
  /// How many runs were recorded.
  package var runs: Int
  /// Those that never said how they ended, and whose process lives or may live.
  package var running: Int
  /// How many entries they have.
  package var entries: Int
  /// Entries of unknown outcome.
  package var ambiguous: Int
  /// `nil` for a file.
  package var server: Server?
}

extension StateReport {
  /// Looks at the state at a location; `nil` where there is none.
  package static func of(
    _ location: StateLocation, environment: [String: String]
  ) async throws(JournalError) -> StateReport? {
    switch location {
    case .file(let path):
      guard let records = try StateStore.records(at: path) else { return nil }
      let report = try await counts(of: records)
      let problems = try await records.state.query("PRAGMA quick_check(1)") { try $0.text(0) }
      if let problem = problems.first, problem != "ok" { throw .corrupt(path: records.path, reason: problem) }
      return report
    case .postgreSQL(let url):
      guard let (state, server) = try await StateStore.reading(url, environment: environment) else { return nil }
      var report = try await counts(of: state.records)
      report.server = try await Server(server, of: state)
      return report
    }
  }

  private static func counts(of records: JournalRecords) async throws(JournalError) -> StateReport {
    let runs = try await records.runs()
    let counts = try await records.state.query(
      """
      SELECT count(*), coalesce(sum(CASE WHEN state IN ('sent', 'ambiguous') THEN 1 ELSE 0 END), 0) FROM entry
      """
    ) { (Int(try $0.integer(0)), Int(try $0.integer(1))) }
    let running = runs.count(where: records.liveness.mayLive)
    return StateReport(
      location: records.path, runs: runs.count, running: running, entries: counts.first?.0 ?? 0,
      ambiguous: counts.first?.1 ?? 0)
  }
}

extension StateReport.Server {
  /// Looks at the state on a server.
  fileprivate init(_ server: PostgresServer, of state: StateStore) async throws(JournalError) {
    let rows = try await state.query(
      """
      SELECT current_setting('server_version'), current_setting('synchronous_standby_names'), schemaVersion,
        has_table_privilege('entry', 'INSERT') AND has_table_privilege('entry', 'UPDATE')
      FROM meta WHERE id = 1
      """
    ) { row in
      Self(
        version: try row.text(0), identity: server, synchronousStandbys: try row.text(1),
        schemaVersion: try row.integer(2), mayWrite: try row.truth(3))
    }
    guard let seen = rows.first else { throw .database(.noTables("meta has no row"), location: state.path) }
    self = seen
  }
}
