import Foundation
import TestPostgreSQL
import Testing

@testable import Journaling

@Suite("A state in PostgreSQL")
struct PostgresDatabaseTests {
  static let table = SQLStatement.change("CREATE TABLE item (id BIGINT PRIMARY KEY, amount DOUBLE PRECISION)")

  /// What a transaction failed with; `nil` if it was done.
  static func failure(_ database: PostgresDatabase, _ transaction: SQLStatement...) async -> StateFailure? {
    do throws(StateFailure) {
      _ = try await database.run(transaction)
      return nil
    } catch {
      return error
    }
  }

  /// What a connection failed with; `nil` if it was made.
  static func error(of database: PostgresDatabase) async -> JournalError? {
    do throws(JournalError) {
      _ = try await database.connect()
      return nil
    } catch {
      return error
    }
  }

  private static func isLost(_ failure: StateFailure?) -> Bool {
    if case .unusable(.database(.lost, _)) = failure { true } else { false }
  }

  @Test("a session that is ended at any moment leaves a transaction done, not done or unknown, and is reported so")
  func terminated() async throws {
    let cluster = try await PostgresCluster.shared.value
    let name = PostgresCluster.newSchema()
    let database = try await cluster.database(schema: name, "&application_name=\(name)")
    _ = try await database.run([Self.table])
    let (other, reader) = (try await cluster.database(), try await cluster.database())
    let killer = Task {
      while !Task.isCancelled {
        _ = try await other.run([
          .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", .text(name))
        ])
        try? await Task.sleep(for: .milliseconds(Int.random(in: 0..<12)))
      }
    }
    defer { killer.cancel() }
    var (losses, done) = (0, 0)
    for round in 0..<2_000 as Range<Int64> where losses < 40 || done < 40 {
      let rows = (0..<40).map { [.integer(round * 40 + $0), .real(0)] as [SQLValue] }
      let failure = await Self.failure(database, .change("INSERT INTO item VALUES ($1, $2)", rows: rows))
      if failure != nil { while (try? await database.connect()) == nil {} }
      let written = try await reader.run([
        .query("SELECT count(*) FROM \(name).item WHERE id / 40 = $1", .integer(round))
      ])[0][0].integer(0)
      switch failure {
      case nil:
        done += 1
        #expect(written == 40)
      case .unknown:
        losses += 1
        #expect(written == 40 || written == 0)
      default:
        losses += 1
        #expect(Self.isLost(failure) && written == 0, "\(failure as Any)")
      }
    }
    #expect(losses >= 40 && done >= 40)
  }

  @Test("a connection that is cut before a commit arrives has written nothing, and one whose reply is cut is unknown")
  func cut() async throws {
    let cluster = try await PostgresCluster.shared.value
    let proxy = try CuttingProxy(to: cluster.folder)
    let database = try await cluster.database(folder: proxy.folder)
    _ = try await database.run([Self.table])
    let insert = SQLStatement.change("INSERT INTO item VALUES ($1, 0)", 1)
    let before = proxy.requestBytes
    _ = try await database.run([insert])
    let size = proxy.requestBytes - before
    for bytes in [0, 1, size / 4, size / 2, size * 3 / 4, size - 20, size - 1] {
      _ = try await database.run([.change("DELETE FROM item")])
      proxy.cut(.request(after: bytes))
      let failure = await Self.failure(database, insert)
      #expect(Self.isLost(await Self.failure(database, insert)))
      _ = try await database.connect()
      if case .unknown = failure { continue }
      #expect(Self.isLost(failure), "\(failure as Any)")
      #expect(try await database.run([.query("SELECT id FROM item")]) == [[]], "after \(bytes) bytes")
    }
    _ = try await database.run([.change("DELETE FROM item")])
    proxy.cut(.reply)
    #expect(Self.isLost(await Self.failure(database, .query("SELECT id FROM item"))))
    _ = try await database.connect()
    // Larger than what the system keeps for a reader: without one the commit does not leave.
    proxy.cut(.request(after: 1_000_000))
    let rows = (0..<100_000).map { [.integer($0)] as [SQLValue] }
    #expect(Self.isLost(await Self.failure(database, .change("INSERT INTO item VALUES ($1, 0)", rows: rows))))
    _ = try await database.connect()
    proxy.cut(.reply)
    guard case .unknown = await Self.failure(database, insert) else {
      Issue.record("a commit whose reply was cut")
      return
    }
    _ = try await database.connect()
    try await eventually { try await database.run([.query("SELECT id FROM item")]) == [[SQLRow([1])]] }
  }

  @Test("a server that is silent for too long is taken for lost")
  func silence() async throws {
    let cluster = try await PostgresCluster.shared.value
    let proxy = try CuttingProxy(to: cluster.folder)
    let url = try cluster.url(folder: proxy.folder)
    let database = PostgresDatabase(url, environment: [:], longestSilence: .milliseconds(300))
    // On a machine with other work, connecting may take longer than that.
    while (try? await database.connect()) == nil {}
    proxy.cut(.silence)
    guard case .unknown = await Self.failure(database, .change("SELECT 1")) else {
      Issue.record("a commit without a reply")
      return
    }
    #expect(Self.isLost(await Self.failure(database, .query("SELECT 1"))))
  }

  @Test("of several hosts the first that answers in time and is a primary is used")
  func hosts() async throws {
    let cluster = try await PostgresCluster.shared.value
    let silent = try CuttingProxy(to: cluster.folder)
    silent.cut(.silence)
    let url = try cluster.url(
      folder: "/nowhere,\(silent.folder),\(cluster.folder)", "&connect_timeout=2&target_session_attrs=read-write")
    let database = PostgresDatabase(url, environment: [:])
    // On a machine with other work, the right one may need longer than that.
    try await eventually { await Self.error(of: database) == nil }
    let silence = try cluster.url(folder: silent.folder, "&connect_timeout=2")
    #expect(await Self.error(of: PostgresDatabase(silence, environment: [:])) != nil)
  }

  @Test("a transaction has its settings whatever those of the role are, and leaves none behind")
  func settings() async throws {
    let (database, _) = try await PostgresRole.database(
      with: "synchronous_commit = off", "extra_float_digits = -10", "client_min_messages = error",
      "search_path = nowhere", "statement_timeout = 0", "default_transaction_isolation = 'serializable'")
    let names = [
      "synchronous_commit", "extra_float_digits", "client_min_messages", "lock_timeout", "statement_timeout",
      "idle_in_transaction_session_timeout", "transaction_isolation",
    ]
    let query = "SELECT current_setting($1)"
    let rows = try await database.run([
      Self.table, .change("INSERT INTO item VALUES (1, 1795708000.123456)"), .query("SELECT amount FROM item"),
      .query(query, rows: names.map { [.text($0)] }),
    ])
    #expect(
      rows.dropFirst(2).map { $0.map(\.values) } == [
        [[.real(1_795_708_000.123456)]], [["on"]], [["1"]], [["warning"]], [["10s"]], [["20s"]], [["20s"]],
        [["read committed"]],
      ])
    #expect(try await database.run([.query("SELECT count(*) FROM pg_prepared_statements")]) == [[SQLRow([0])]])
  }

  @Test("a warning of a statement is none of the commit's, and one of the commit makes it unsafe")
  func warnings() async throws {
    let database = try await PostgresCluster.shared.value.database()
    _ = try await database.run([
      Self.table,
      .change(
        """
        CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE WARNING ''nothing waited for''; RETURN NULL; END'
        """),
      .change("CREATE TRIGGER early AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION warn()"),
    ])
    #expect(await Self.failure(database, .change("INSERT INTO item VALUES (1, 0)")) == nil)
    #expect(
      await Self.failure(
        database,
        .change(
          """
          CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
          EXECUTE FUNCTION warn()
          """)) == nil)
    #expect(
      await Self.failure(database, .change("UPDATE item SET amount = 1")) == StateFailure.unsafe("nothing waited for"))
    #expect(try await database.run([.query("SELECT amount FROM item")]) == [[SQLRow([.real(1)])]])
  }

  @Test("transactions that wait for each other are both done, as is one that has to wait for another")
  func deadlocks() async throws {
    let cluster = try await PostgresCluster.shared.value
    let schema = PostgresCluster.newSchema()
    let one = try await cluster.database(schema: schema)
    let other = PostgresDatabase(try cluster.url(schema: schema), environment: [:])
    _ = try await other.connect()
    _ = try await one.run([Self.table, .change("INSERT INTO item VALUES ($1, 0)", rows: [[1], [2]])])
    let update = "UPDATE item SET amount = amount + 1 WHERE id = $1"
    func swap(_ first: SQLValue, _ second: SQLValue) -> [SQLStatement] {
      [.change(update, first), .query("SELECT 1 FROM pg_sleep(0.05)"), .change(update, second)]
    }
    for _ in 0..<3 {
      async let there = one.run(swap(1, 2))
      async let back = other.run(swap(2, 1))
      _ = try await (there, back)
    }
    #expect(try await one.run([.query("SELECT amount FROM item")])[0] == [SQLRow([.real(6)]), SQLRow([.real(6)])])
  }

  @Test("a connection ends with the last who uses it")
  func release() async throws {
    let cluster = try await PostgresCluster.shared.value
    let name = PostgresCluster.newSchema()
    let other = try await cluster.database()
    let sessions = SQLStatement.query(
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", .text(name))
    do {
      let database = try await cluster.database(schema: name, "&application_name=\(name)")
      #expect(try await database.run([sessions]) == [[SQLRow([1])]])
    }
    try await eventually { try await other.run([sessions]) == [[SQLRow([0])]] }
  }
}
