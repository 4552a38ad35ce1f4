import TestPostgreSQL
import Testing

@testable import Journaling

/// Each has a server of its own, which it ends or changes.
@Suite("Outages of a PostgreSQL server")
struct PostgresOutageTests {
  private static let insert = SQLStatement.change("INSERT INTO item DEFAULT VALUES")

  private static func problem(_ database: PostgresDatabase) async -> DatabaseProblem? {
    if case .database(let problem, _) = await PostgresDatabaseTests.error(of: database) { problem } else { nil }
  }

  @Test("what was confirmed before a server crashed is there when it is back, and is the same server's")
  func restart() async throws {
    let cluster = try PostgresCluster()
    let database = try await cluster.database()
    let server = try await database.connect()
    _ = try await database.run([.change("CREATE TABLE item (id BIGINT GENERATED ALWAYS AS IDENTITY)")])
    let writer = Task {
      var done = 0
      while await PostgresDatabaseTests.failure(database, Self.insert) == nil { done += 1 }
      return done
    }
    try await Task.sleep(for: .milliseconds(50))
    try cluster.stop()
    let done = await writer.value
    guard case .unreachable = await Self.problem(database) else {
      Issue.record("a server that does not run")
      return
    }
    try cluster.start()
    #expect(try await database.connect() == server)
    let count = try await database.run([.query("SELECT count(*) FROM item")])[0][0].integer(0)
    // The last one may have been done as well.
    #expect(count == done || count == done + 1)
  }

  @Test("a commit that was kept from waiting for its standby is unsafe, and one whose session was ended is unknown")
  func standbyMissing() async throws {
    let cluster = try PostgresCluster()
    let database = try await cluster.database("&application_name=waiting")
    _ = try await database.run([.change("CREATE TABLE item (id BIGINT GENERATED ALWAYS AS IDENTITY)")])
    let other = try await cluster.database()
    try cluster.set("synchronous_standby_names=missing")
    let setting = SQLStatement.query("SELECT current_setting('synchronous_standby_names')")
    for database in [database, other] {
      try await eventually { try await database.run([setting]) == [[SQLRow(["missing"])]] }
    }
    for function in ["pg_cancel_backend", "pg_terminate_backend"] {
      let failure = Task { await PostgresDatabaseTests.failure(database, Self.insert) }
      try await eventually {
        try await !other.run([
          .query(
            """
            SELECT \(function)(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'waiting'
            """)
        ])[0].isEmpty
      }
      switch await failure.value {
      case .unsafe: #expect(function == "pg_cancel_backend")
      case .unknown: #expect(function == "pg_terminate_backend")
      case let failure: Issue.record("\(function): \(failure as Any)")
      }
    }
    _ = try await database.connect()
    #expect(try await database.run([.query("SELECT count(*) FROM item")]) == [[SQLRow([2])]])
  }

  @Test("a server that does not wait for its disk is refused, as is a standby")
  func unfit() async throws {
    let cluster = try PostgresCluster(settings: ["fsync=off"])
    let database = PostgresDatabase(try cluster.url(), environment: [:])
    #expect(await Self.problem(database) == .unsynchronized)
    #expect(await PostgresDatabaseTests.failure(database, Self.insert) != nil)
    try cluster.set("fsync=on")
    try await eventually { await Self.problem(database) == nil }
    try cluster.stop()
    try cluster.makeStandby()
    try cluster.start()
    #expect(await Self.problem(database) == .standby)
  }

  @Test("a server's error is known by its code and not by its words, which may be in any language")
  func codes() {
    func failure(_ code: String?) -> StateFailure {
      PostgresMessage(severity: .error, sqlState: code, text: "Nein").failure(at: "here")
    }
    for (code, expected) in [
      ("23505", .refused("Nein")), ("23514", .refused("Nein")), ("P0001", .refused("Nein")),
      ("53100", .unusable(.diskFull(path: "here"))), ("XX001", .unusable(.corrupt(path: "here", reason: "Nein"))),
      ("25006", .unusable(.database(.readOnly("Nein"), location: "here"))),
      ("42501", .unusable(.database(.forbidden("Nein"), location: "here"))),
      ("42P01", .unusable(.database(.noTables("Nein"), location: "here"))),
      ("57014", .unusable(.database(.busy("Nein"), location: "here"))),
      ("55P03", .unusable(.database(.busy("Nein"), location: "here"))),
      ("42601", .unusable(.other(path: "here", reason: "Nein"))),
    ] as [(String, StateFailure)] {
      #expect(failure(code) == expected, "\(code)")
    }
    for (severity, code, endsSession) in [
      (.fatal, "57P01", true), (.error, nil, true), (.error, "08P01", true), (.error, "23505", false),
      (.panic, "53100", true),
    ] as [(PostgresMessage.Severity, String?, Bool)] {
      #expect(PostgresMessage(severity: severity, sqlState: code, text: "").endsSession == endsSession)
    }
  }

  @Test("an old server and one with another encoding are refused")
  func demands() async throws {
    for (row, problem) in [
      ([120_022, "UTF8", "on", 0], .tooOld(version: 12)), ([130_000, "UTF8", "on", 0], nil),
      ([170_002, "LATIN1", "on", 0], .encoding("LATIN1")),
    ] as [([SQLValue], DatabaseProblem?)] {
      #expect(try PostgresServer.problem(SQLRow(row)) == problem)
    }
  }
}
