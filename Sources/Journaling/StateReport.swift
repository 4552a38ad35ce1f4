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
    guard let records = try await StateStore.records(at: location, environment: environment) else { return nil }
    var report = try await counts(of: records)
    if case .postgreSQL(let url) = location {
      report.server = try await server(at: url, environment: environment)
    } else {
      let problems = try await records.state.query("PRAGMA quick_check(1)") { try $0.text(0) }
      if let problem = problems.first, problem != "ok" { throw .corrupt(path: records.path, reason: problem) }
    }
    return report
  }

  private static func counts(of records: JournalRecords) async throws(JournalError) -> StateReport {
    let runs = try await records.runs()
    let counts = try await records.state.query(
      """
      SELECT count(*), coalesce(sum(CASE WHEN state IN ('sent', 'ambiguous') THEN 1 ELSE 0 END), 0) FROM entry
      """
    ) { (Int(try $0.integer(0)), Int(try $0.integer(1))) }
    let running = runs.count { $0.state == .running && records.liveness.isRunning($0.id) != false }
    return StateReport(
      location: records.path, runs: runs.count, running: running, entries: counts.first?.0 ?? 0,
      ambiguous: counts.first?.1 ?? 0)
  }

  private static func server(
    at url: PostgresURL, environment: [String: String]
  ) async throws(JournalError) -> Server {
    let database = PostgresDatabase(url, environment: environment)
    let identity = try await database.connect()
    let seen = SQLStatement.query(
      """
      SELECT current_setting('server_version'), current_setting('synchronous_standby_names'), schemaVersion,
        has_table_privilege('entry', 'INSERT') AND has_table_privilege('entry', 'UPDATE')
      FROM meta WHERE id = 1
      """)
    do {
      guard let row = try await database.run([seen]).first?.first else {
        throw JournalError.database(.noTables("meta has no row"), location: url.description)
      }
      return Server(
        version: try row.text(0), identity: identity, synchronousStandbys: try row.text(1),
        schemaVersion: try row.integer(2), mayWrite: try row.truth(3))
    } catch let failure as StateFailure {
      throw JournalError(failure, path: url.description)
    } catch let error as JournalError {
      throw error
    } catch {
      throw JournalError(error, path: url.description)
    }
  }
}
