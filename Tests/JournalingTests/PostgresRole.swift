import TestPostgreSQL

@testable import Journaling

/// Users that tests make.
enum PostgresRole {
  /// Runs statements as the superuser.
  static func administer(_ statements: String...) async throws {
    let database = PostgresDatabase(try await PostgresCluster.shared.value.url(), environment: [:])
    _ = try await database.connect()
    _ = try await database.run(statements.map { .change($0) })
  }

  /// The database of a user that is new, with these settings and an empty schema of its own.
  static func database(with settings: String...) async throws -> (database: PostgresDatabase, user: String) {
    let (user, schema) = (PostgresCluster.newSchema(), PostgresCluster.newSchema())
    try await administer("CREATE ROLE \(user) LOGIN", "CREATE SCHEMA \(schema) AUTHORIZATION \(user)")
    for setting in settings { try await administer("ALTER ROLE \(user) SET \(setting)") }
    let url = try await PostgresCluster.shared.value.url(schema: schema, user: user)
    let database = PostgresDatabase(url, environment: [:])
    _ = try await database.connect()
    return (database, user)
  }
}
