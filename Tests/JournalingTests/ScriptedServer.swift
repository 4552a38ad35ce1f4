import Synchronization

@testable import Journaling

/// A server of a state whose connection is lost as a test says.
final class ScriptedServer: StateServer {
  /// What happens to the next transaction that writes.
  enum Misfortune: CaseIterable {
    /// The connection is lost before anything arrives.
    case lost
    /// It is lost while the transaction is in flight, which is not done.
    case lostRequest
    /// The same, and it is done.
    case lostReply
    /// It is done, and confirmed by no standby.
    case unsafe
  }

  static let first = PostgresServer(systemIdentifier: 7, timeline: 1)

  private struct Script {
    var database: any StateDatabase
    var misfortunes: [Misfortune] = []
    var connections: [Result<PostgresServer, JournalError>] = []
    var server = first
    var isConnected = true
    var connects = 0
  }

  private let script: Mutex<Script>

  /// How often a connection was asked for.
  var connects: Int { script.withLock { $0.connects } }

  /// A server with an empty state.
  init() async throws {
    let database = try StateStore().database
    script = Mutex(Script(database: database))
    _ = try await database.run([
      .change(
        "CREATE TABLE meta (id INTEGER PRIMARY KEY, systemIdentifier INTEGER, timeline INTEGER, timelineSince REAL)"),
      .change("INSERT INTO meta (id) VALUES (1)"),
    ])
  }

  /// The state on it, as a process opens it.
  func state(_ reconnection: Reconnection = Reconnection()) async throws -> StateStore {
    let history = StateHistory()
    try await history.take(try await connect(), on: self, location: "there")
    return StateStore(server: self, at: "there", history: history, reconnection: reconnection)
  }

  func suffer(_ misfortunes: Misfortune...) { script.withLock { $0.misfortunes += misfortunes } }

  /// What the next tries to connect come to, before it works again.
  func fail(_ connections: [JournalError]) {
    script.withLock { $0.connections += connections.map(Result.failure) }
  }

  /// Another server takes its place, which holds what `database` does.
  func replace(by server: PostgresServer, _ database: (any StateDatabase)? = nil) {
    script.withLock { script in
      script.server = server
      script.database = database ?? script.database
    }
  }

  func connect() async throws(JournalError) -> PostgresServer {
    let result = script.withLock { script -> Result<PostgresServer, JournalError> in
      script.connects += 1
      let result = script.connections.isEmpty ? .success(script.server) : script.connections.removeFirst()
      if case .success = result { script.isConnected = true }
      return result
    }
    return try result.get()
  }

  func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
    let isQuery = transaction.allSatisfy(\.isQuery)
    let (database, misfortune, isConnected) = script.withLock { script in
      let isDue = !isQuery && script.isConnected && !script.misfortunes.isEmpty
      let misfortune = isDue ? script.misfortunes.removeFirst() : nil
      defer { if misfortune != nil, misfortune != .unsafe { script.isConnected = false } }
      return (script.database, misfortune, script.isConnected)
    }
    guard isConnected, misfortune != .lost else { throw .unusable(.database(.lost("cut"), location: "there")) }
    if misfortune == .lostRequest { throw .unknown("cut") }
    let rows = try await database.run(transaction)
    switch misfortune {
    case .lostReply: throw .unknown("cut")
    case .unsafe: throw .unsafe("canceled")
    default: return rows
    }
  }
}
