import Foundation
import TestPostgreSQL
import Testing

@testable import Journaling

@Suite("Roles in a PostgreSQL database")
struct PostgresRoleTests {
  @Test("what a role may not do, where it has no tables, and where nothing may be written are different problems")
  func refusals() async throws {
    let (database, user) = try await PostgresRole.database(with: "work_mem = '1MB'")
    func problem(_ database: PostgresDatabase, _ sql: String) async -> DatabaseProblem? {
      let failure = await PostgresDatabaseTests.failure(database, .change(sql))
      guard case .unusable(.database(let problem, let location)) = failure else { return nil }
      #expect(location.contains(user))
      return problem
    }
    _ = try await database.run([PostgresDatabaseTests.table])
    guard case .noTables = await problem(database, "INSERT INTO missing VALUES (1)"),
      case .forbidden = await problem(database, "CREATE SCHEMA other")
    else {
      Issue.record("another reason")
      return
    }
    let nul = await PostgresDatabaseTests.failure(database, .query("SELECT $1", "a\0b"))
    if case .refused = nul {} else { Issue.record("\(nul as Any)") }
    try await PostgresRole.administer("ALTER ROLE \(user) SET default_transaction_read_only = on")
    _ = try await database.connect()
    guard case .readOnly = await problem(database, "INSERT INTO item VALUES (1, 0)") else {
      Issue.record("another reason")
      return
    }
    #expect(try await database.run([.query("SELECT id FROM item")]) == [[]])
  }

  @Test(
    "a role with rights on the rows of another's tables writes them, numbers included, and cannot change the tables")
  func rowsOnly() async throws {
    let (database, _) = try await PostgresRole.database(with: "work_mem = '1MB'")
    let user = PostgresCluster.newSchema()
    let schema = try await database.run([.query("SELECT current_schema()")])[0][0].text(0)
    _ = try await database.run([
      .change("CREATE TABLE item (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text TEXT)")
    ])
    try await PostgresRole.administer(
      "CREATE ROLE \(user) LOGIN", "GRANT USAGE ON SCHEMA \(schema) TO \(user)",
      "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(user)")
    let other = PostgresDatabase(
      try await PostgresCluster.shared.value.url(schema: schema, user: user), environment: [:])
    _ = try await other.connect()
    #expect(
      try await other.run([.change("INSERT INTO item (text) VALUES ($1) RETURNING id", rows: [["a"], ["b"]])])
        == [[SQLRow([1])], [SQLRow([2])]])
    for statement in ["ALTER TABLE item ADD COLUMN more TEXT", "CREATE TABLE more (id BIGINT)", "DROP TABLE item"] {
      guard case .unusable(.database(.forbidden, _)) = await PostgresDatabaseTests.failure(other, .change(statement))
      else {
        Issue.record("\(statement)")
        continue
      }
    }
  }

  @Test("a plain role learns which cluster and which history of it the server has")
  func identity() async throws {
    let (database, _) = try await PostgresRole.database(with: "work_mem = '1MB'")
    let server = try await database.connect()
    #expect(server.systemIdentifier != nil && server.timeline == 1)
    #expect(try await PostgresDatabase(PostgresCluster.shared.value.url(), environment: [:]).connect() == server)
  }

  @Test("no message of a failed sign-in has the password, which may be in the URL or in a file")
  func passwords() async throws {
    let cluster = try await PostgresCluster.shared.value
    try await PostgresRole.administer(
      "DROP ROLE IF EXISTS signed", "CREATE ROLE signed LOGIN PASSWORD 'right@hush'", "CREATE ROLE unsigned")
    func problem(_ user: String, _ more: String) async throws -> DatabaseProblem? {
      let url = try PostgresURL("postgres://\(user)@/postgres?host=\(cluster.folder)\(more)")
      let error = await PostgresDatabaseTests.error(of: PostgresDatabase(url, environment: [:]))
      #expect(error?.text.contains("hush") != true)
      if case .database(let problem, _) = error { return problem }
      return nil
    }
    for login in ["signed:wrong%40hush", "signed:%68ush", "signed:hush"] {
      guard case .signInRefused = try await problem(login, "") else {
        Issue.record("\(login)")
        continue
      }
    }
    for (login, more) in [("unsigned:hush", ""), ("u", "&password=hush"), ("signed:right%40hush", "&x=hush")] {
      guard case .unreachable = try await problem(login, more) else {
        Issue.record("\(login)")
        continue
      }
    }
    #expect(try await problem("signed:right%40hush", "") == nil)
    let folder = try TemporaryFolder()
    try Data("*:*:*:*:right@hush\n".utf8).write(to: folder.url.appending(path: "pass"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("pass"))
    #expect(try await problem("signed", "&passfile=\(folder.path("pass"))") == nil)
  }
}
