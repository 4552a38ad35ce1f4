import TestPostgreSQL
import Testing

@testable import Journaling

/// A kind of database that an empty state stands on: what is asked of it has to mean the same in each.
enum StateKind: String, CaseIterable, CustomTestStringConvertible {
  case sqlite = "SQLite"
  case postgreSQL = "PostgreSQL"

  var testDescription: String { rawValue }

  /// An empty state.
  func state() async throws -> StateStore {
    switch self {
    case .sqlite: try StateStore()
    case .postgreSQL:
      try await StateStore.open(
        .postgreSQL(PostgresCluster.shared.value.url(schema: PostgresCluster.newSchema())), environment: [:])
    }
  }

  /// Runs `body` with one empty state as several processes open it.
  func with(_ count: Int, _ body: ([StateStore]) async throws -> Void) async throws {
    switch self {
    case .sqlite:
      let folder = try TemporaryFolder()
      try await body(try (0..<count).map { _ in try StateStore(path: folder.path("state.db")) })
      _ = consume folder
    case .postgreSQL:
      let url = try await PostgresCluster.shared.value.url(schema: PostgresCluster.newSchema())
      var states: [StateStore] = []
      while states.count < count {
        states.append(try await StateStore.open(.postgreSQL(url), environment: [:]))
      }
      try await body(states)
    }
  }
}
