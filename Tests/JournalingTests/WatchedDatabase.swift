import Journaling
import Synchronization

/// A state's database that writes down which transactions it was asked for.
final class WatchedDatabase: StateDatabase {
  private let database: any StateDatabase
  private let asked = Mutex<[[SQLStatement]]>([])

  /// All transactions so far.
  var transactions: [[SQLStatement]] { asked.withLock { $0 } }
  /// The texts of all statements so far, each once.
  var texts: [String] { Set(transactions.flatMap { $0.map(\.sql) }).sorted() }

  init(_ database: any StateDatabase) {
    self.database = database
  }

  /// An empty state, and what watches it.
  static func state(
    _ kind: StateKind = .sqlite
  ) async throws -> (state: StateStore, watched: WatchedDatabase) {
    var watched: WatchedDatabase?
    let state = try await kind.state().decorated { database in
      let watching = WatchedDatabase(database)
      watched = watching
      return watching
    }
    guard let watched else { preconditionFailure("the state has no database") }
    return (state, watched)
  }

  func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
    asked.withLock { $0.append(transaction) }
    return try await database.run(transaction)
  }

  /// The steps by which SQLite does a statement (https://www.sqlite.org/eqp.html).
  func steps(of text: String) async throws -> [String] {
    let count = Set(text.matches(of: /\$\d+/).map(\.output)).count
    let statement = SQLStatement.query("EXPLAIN QUERY PLAN " + text, rows: [Array(repeating: .null, count: count)])
    return try await database.run([statement])[0].map { try $0.text(3) }
  }

  /// The nodes of PostgreSQL's plan for a statement, one line each, with the first of its rows of arguments
  /// (https://www.postgresql.org/docs/current/using-explain.html). Tables are read whole only where there is no other way.
  func plan(of statement: SQLStatement) async throws -> [String] {
    let transaction = [
      SQLStatement.query("SELECT set_config('enable_seqscan', 'off', true)"),
      .query("EXPLAIN " + statement.sql, rows: [statement.arguments[0]]),
    ]
    return try await database.run(transaction)[1].map { try $0.text(0) }
  }
}
