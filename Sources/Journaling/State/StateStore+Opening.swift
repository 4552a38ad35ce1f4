import Foundation

extension StateStore {
  /// Opens or makes the state at a location, and holds it as `hold` says. `environment` is that of the process, which libpq
  /// reads as well. On a server every state is shared: `hold` does not matter there, and `reconnection` says what is done
  /// when the server goes away later on.
  package static func open(
    _ location: StateLocation, hold: StateHold = .none, environment: [String: String],
    reconnection: Reconnection = Reconnection()
  ) async throws(JournalError) -> StateStore {
    switch location {
    case .file(let path): return try StateStore(path: path, hold: hold)
    case .postgreSQL(let url):
      let history = StateHistory()
      var (state, server) = try await connect(to: url, environment, history, reconnection)
      try await prepare(state.database, at: url)
      try await history.take(server, on: state.database, location: url.description)
      state.clockOffset = try await clockOffset(of: state.database, at: url)
      return state
    }
  }

  /// How far a server's clock is ahead of ours; the half of a round trip is what it may be wrong by.
  private static func clockOffset(
    of database: any StateDatabase, at url: PostgresURL
  ) async throws(JournalError) -> TimeInterval {
    do {
      let before = Date()
      let rows = try await database.run([.query("SELECT extract(epoch FROM clock_timestamp())::float8")])
      let after = Date()
      guard let now = try rows.first?.first?.date(0) else { return 0 }
      return now.timeIntervalSince(before) - after.timeIntervalSince(before) / 2
    } catch {
      throw JournalError(error, path: url.description)
    }
  }

  /// A copy in memory of the state at a location, for who may not write it; an empty one where there is none yet. What is
  /// written to it lasts as long as this value.
  package static func unwritten(
    _ location: StateLocation, environment: [String: String]
  ) async throws(JournalError) -> StateStore {
    switch location {
    case .file(let path):
      if let state = try StateStore(readingFrom: path) { return state }
      return try StateStore()
    case .postgreSQL:
      let copy = try StateStore()
      if let records = try await records(at: location, environment: environment) {
        _ = try await StateTransfer(from: records.state, to: copy).copy(evenInUse: true)
      }
      return copy
    }
  }

  /// What can be read of the journal at a location, for who needs no caches; `nil` where there is no state yet.
  package static func records(
    at location: StateLocation, environment: [String: String], reconnection: Reconnection = Reconnection()
  ) async throws(JournalError) -> JournalRecords? {
    switch location {
    case .file(let path): return try records(at: path)
    case .postgreSQL(let url):
      return try await reading(url, environment: environment, reconnection: reconnection)?.state.records
    }
  }

  /// The state on a server as it is there, with the server that it was found on; `nil` where there is no state yet.
  static func reading(
    _ url: PostgresURL, environment: [String: String], reconnection: Reconnection = Reconnection()
  ) async throws(JournalError) -> (state: StateStore, server: PostgresServer)? {
    var (state, server) = try await connect(to: url, environment, StateHistory(), reconnection)
    guard let version = try await version(of: state.database, at: url) else { return nil }
    try expectKnown(version, at: url)
    state.clockOffset = try await clockOffset(of: state.database, at: url)
    return (state, server)
  }

  /// Connects to a server, which is not waited for if it is not there; it may not be the right one.
  private static func connect(
    to url: PostgresURL, _ environment: [String: String], _ history: StateHistory, _ reconnection: Reconnection
  ) async throws(JournalError) -> (StateStore, PostgresServer) {
    let database = PostgresDatabase(url, environment: environment)
    let state = StateStore(
      server: database, at: url.description, history: history, reconnection: reconnection, environment: environment)
    for _ in 1..<10 {
      do throws(JournalError) {
        return (state, try await database.connect())
      } catch {
        // It was there.
        guard case .database(.lost, _) = error else { throw error }
      }
    }
    return (state, try await database.connect())
  }

  /// Records that a state is on the server at `url` now, whichever it was on before; gives that server. As after a failover,
  /// what was recorded last may be missing.
  package static func adopt(
    _ url: PostgresURL, environment: [String: String]
  ) async throws(JournalError) -> PostgresServer {
    let database = PostgresDatabase(url, environment: environment)
    let server = try await database.connect()
    do throws(StateFailure) {
      _ = try await database.run([
        .change(
          "UPDATE meta SET systemIdentifier = $1, timeline = $2, timelineSince = $3 WHERE id = 1",
          SQLValue(server.systemIdentifier), SQLValue(server.timeline), SQLValue(Date()))
      ])
    } catch {
      throw JournalError(error, path: url.description)
    }
    return server
  }

  /// Makes the tables where they are missing, and brings those of an earlier version up to date. Throws where they are those
  /// of a Writ that this one does not know, or where they are old and the role may not change them.
  private static func prepare(_ database: any StateDatabase, at url: PostgresURL) async throws(JournalError) {
    var failure: StateFailure?
    for _ in 1...maximumTries {
      // After a failure as well: another process may have made them meanwhile.
      let found = try await version(of: database, at: url)
      if let found {
        try expectKnown(found, at: url)
        if found.schema >= PostgresSchema.version { return }
      }
      if let failure, !failure.isUnknown { throw preparationError(failure, found: found?.schema, at: url) }
      do throws(StateFailure) {
        _ = try await database.run(
          found.map { PostgresSchema.upgrade(from: $0.schema) } ?? PostgresSchema.creation(of: url.schema))
        return
      } catch {
        failure = error
      }
    }
    if let failure { throw JournalError(failure, path: url.description) }
  }

  /// Who may write rows may not be who may change tables.
  private static func preparationError(_ failure: StateFailure, found: Int64?, at url: PostgresURL) -> JournalError {
    guard let found, case .unusable(.database(.forbidden(let reason), let location)) = failure else {
      return JournalError(failure, path: url.description)
    }
    return .database(.oldTables(found, reason), location: location)
  }

  /// The version of the tables, and the oldest that may use them; `nil` where there are none.
  private static func version(
    of database: any StateDatabase, at url: PostgresURL
  ) async throws(JournalError) -> (schema: Int64, oldestReader: Int64)? {
    do {
      let rows = try await database.run([.query("SELECT schemaVersion, oldestReader FROM meta WHERE id = 1")])
      guard let row = rows.first?.first else { return nil }
      return (try row.integer(0), try row.integer(1))
    } catch StateFailure.unusable(.database(.noTables, _)) {
      return nil
    } catch {
      throw JournalError(error, path: url.description)
    }
  }

  private static func expectKnown(
    _ version: (schema: Int64, oldestReader: Int64), at url: PostgresURL
  ) throws(JournalError) {
    if version.oldestReader > PostgresSchema.version { throw .writtenByNewerWrit(path: url.description) }
  }
}

extension StateFailure {
  fileprivate var isUnknown: Bool { if case .unknown = self { true } else { false } }
}

extension StateLocation {
  /// The file next to a state in a file in which processes of one machine share an org's rate limits.
  package static func budgetPath(of path: String) -> String { StatePath.resolved(path) + ".rate" }
}
