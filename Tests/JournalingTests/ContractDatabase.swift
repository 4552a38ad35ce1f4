import TestPostgreSQL
import Testing

@testable import Journaling

/// A kind of database that keeps the contract of `StateDatabase`: one line here, and all tests of the contract run with it.
enum ContractDatabase: String, CaseIterable, CustomTestStringConvertible {
  case postgreSQL = "PostgreSQL"
  case pooledPostgreSQL = "PostgreSQL through pgbouncer"
  case sqliteInMemory = "SQLite in memory"
  case sqliteFile = "a SQLite file"

  var testDescription: String { rawValue }

  /// Runs `body` with a database that has one table: `item (id, number, amount, text)`.
  func with(_ body: (any StateDatabase) async throws -> Void) async throws {
    switch self {
    case .postgreSQL, .pooledPostgreSQL:
      let pooler = self == .pooledPostgreSQL ? try await PostgresCluster.sharedPooler.value : nil
      let database = try await PostgresCluster.shared.value.database(folder: pooler)
      try await Self.body(database, integer: "BIGINT", real: "DOUBLE PRECISION", body)
    case .sqliteInMemory:
      try await Self.body(try StateStore().database, body)
    case .sqliteFile:
      let folder = try TemporaryFolder()
      try await Self.body(try StateStore(path: folder.path("state.db")).database, body)
    }
  }

  private static func body(
    _ database: any StateDatabase, integer: String = "INTEGER", real: String = "REAL",
    _ body: (any StateDatabase) async throws -> Void
  ) async throws {
    _ = try await database.run([
      .change("CREATE TABLE item (id \(integer) PRIMARY KEY, number \(integer), amount \(real), text TEXT UNIQUE)")
    ])
    try await body(database)
  }
}
