import Foundation
import Model
import TestPostgreSQL
import Testing

@testable import Journaling

@Suite("Tables of an earlier version in PostgreSQL")
struct PostgresUpgradeTests {
  /// A schema with tables as the first version made them, and a request in them.
  private static func firstVersion() async throws -> String {
    let schema = PostgresCluster.newSchema()
    let database = try await PostgresCluster.shared.value.database(schema: schema)
    _ = try await database.run(
      PostgresSchema.firstTables.map { .change($0) } + [
        .change("INSERT INTO meta (id, schemaVersion, oldestReader) VALUES (1, 1, 1)"),
        .change("INSERT INTO mirror (org, id, generation, readUpTo) VALUES (1, '00o1', 1, 9)"),
        .change("INSERT INTO orgAddress (url, org) VALUES ('https://org', 1)"),
        .change(
          """
          INSERT INTO existing (id, org, generation, keyHash, requestTypeId, requester, subject, status, created, lastUpdated)
          VALUES ('r1', 1, 1, 0, 't', 'u', 's', 'OPEN', 9, 9)
          """),
        .change(
          """
          INSERT INTO run (id, orgUrl, planDigest, startedAt, endedAt, state, host, processId, org)
          VALUES ('r0', 'https://org', 'd', 8, 9, 'finished', 'here', 7, 1)
          """),
        .change(
          """
          INSERT INTO entry (run, org, kind, requestTypeId, requester, subject, subjectKey, fieldValues, file, line,
            columnNumber, state, attempts, intentAt, requestId)
          VALUES ('r0', 1, 'create', 't', 'u', 's', 'k', '[]', 'a.yaml', 1, 1, 'confirmed', 1, 8, 'r1')
          """),
      ])
    return schema
  }

  @Test("tables of the first version are brought up to date by whoever opens them first, and keep what they hold")
  func upgraded() async throws {
    let schema = try await Self.firstVersion()
    let location = StateLocation.postgreSQL(try await PostgresCluster.shared.value.url(schema: schema))
    let states = try await withThrowingTaskGroup(of: StateStore.self) { group in
      for _ in 1...4 { group.addTask { try await StateStore.open(location, environment: [:]) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for state in states {
      let version = try await state.query("SELECT schemaVersion, oldestReader FROM meta") { row in
        [try row.integer(0), try row.integer(1)]
      }
      #expect(version == [[PostgresSchema.version, 3]])
      let cache = try await RequestCache(state, orgURL: "https://org")
      let request = try #require(try await cache.requests(keys: [], ids: [RequestID("r1")]).first)
      try await cache.keep([(request, listed: request.lastUpdated)])
      #expect(try await cache.courses(of: [request.id]) == [:])
    }
    let journal = Journal(states[0])
    #expect(try await journal.records.entries(of: RunID("r0")).map(\.createdRequest) == [RequestID("r1")])
    let cancels = try await journal.begin(
      JournalTests.run, entries: [CancelEntryTests.cancel, CancelEntryTests.cancel])
    try await journal.record(CancelEntryTests.intent, of: cancels[0], at: Date())
    await #expect(throws: JournalError.self) {
      try await Journal(states[1]).record(CancelEntryTests.intent, of: cancels[1], at: Date())
    }
  }

  @Test("a role that may not change tables of an earlier version is refused, with what to do about it")
  func notAllowed() async throws {
    let schema = try await Self.firstVersion()
    let user = PostgresCluster.newSchema()
    try await PostgresRole.administer(
      "CREATE ROLE \(user) LOGIN", "GRANT USAGE ON SCHEMA \(schema) TO \(user)",
      "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(user)")
    let url = try await PostgresCluster.shared.value.url(schema: schema, user: user)
    let error = await #expect(throws: JournalError.self) {
      _ = try await StateStore.open(.postgreSQL(url), environment: [:])
    }
    guard case .database(.oldTables(1, _), _) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }
}
