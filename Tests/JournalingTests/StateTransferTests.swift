import Foundation
import Model
import TestPostgreSQL
import Testing

@testable import Journaling

@Suite("A state that moves")
struct StateTransferTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  private static let now = Date(timeIntervalSince1970: 2000.125)

  /// A run that has ended, with entries in several states, limits and what an org said.
  private static func fill(_ state: StateStore) async throws {
    let journal = Journal(state)
    var run = JournalTests.run
    run.origin = "GitHub Actions"
    let entries = try await journal.begin(run, entries: JournalTests.entries(2_500))
    let sent = try await journal.record(
      .intent(requestID: nil, deadline: now + 70, anchor: now), of: entries[0], at: now)
    let request = ExistingRequest(
      id: RequestID("61eb"), requestTypeID: JournalTests.entry.key.requestTypeID,
      requester: JournalTests.entry.key.requester, subject: "subject 0 \u{1F511}", status: "OPEN", created: now,
      lastUpdated: now)
    try await journal.record(.created(request), of: sent, at: now)
    let lost = try await journal.record(.intent(requestID: nil), of: entries[1], at: now)
    try await journal.record(.ambiguous("lost\n\"'"), of: lost, at: now)
    try await journal.store([.createRequest: .window(calls: 60, seconds: 60)], orgURL: run.orgURL)
    try await journal.end(run.id, state: .stopped, calls: 3, throttled: 1, at: now)
    let cache = try await RequestCache(state, orgURL: run.orgURL)
    try await LookupCache(in: cache).store(
      [RequestType(id: RequestTypeID(fromOrg: "t"), name: "VPN", status: "ACTIVE", fields: nil)], at: now)
  }

  private static func rows(of state: StateStore) async throws -> [String: [[SQLValue]]] {
    var rows: [String: [[SQLValue]]] = [:]
    for table in StateTransfer.caches + StateTransfer.journal {
      let key = table.columns.prefix(table.keyCount).joined(separator: ", ")
      rows[table.name] = try await state.query(
        "SELECT \(table.columns.joined(separator: ", ")) FROM \(table.name) ORDER BY \(key)"
      ) { $0.values }
    }
    return rows
  }

  @Test("a state moves to PostgreSQL and back with all that it holds, and goes on there")
  func roundTrip() async throws {
    let file = try StateStore(path: scratch.path("first.db"))
    try await Self.fill(file)
    let location = StateLocation.postgreSQL(
      try await PostgresCluster.shared.value.url(schema: PostgresCluster.newSchema()))
    let server = try await StateStore.open(location, environment: [:])
    let counts = try await StateTransfer(from: file, to: server).copy()
    #expect(counts == StateTransfer.Counts(runs: 1, entries: 2_500, requests: 1))
    #expect(try await Self.rows(of: server) == Self.rows(of: file))
    let back = try StateStore(path: scratch.path("second.db"))
    _ = try await StateTransfer(from: server, to: back).copy()
    #expect(try await Self.rows(of: back) == Self.rows(of: file))
    var run = JournalTests.run
    run.id = RunID("r2")
    let entry = try await Journal(server).begin(run, entries: [JournalTests.entries(1)[0]])[0]
    #expect(entry.id == 2_501)
    #expect(try await Journal(server).claim(on: entry.id, request: nil, at: Date())?.requestID == RequestID("61eb"))
  }

  @Test("a state that has runs is not filled from another one, and one that a run uses is not copied")
  func refused() async throws {
    let (first, second) = (try StateStore(path: scratch.path("a.db")), try StateStore(path: scratch.path("b.db")))
    try await Self.fill(first)
    try await Self.fill(second)
    await #expect(throws: JournalError.notEmpty(path: second.path, runs: 1)) {
      _ = try await StateTransfer(from: first, to: second).copy()
    }
    var run = JournalTests.run
    run.id = RunID("r2")
    let lock = try first.lock(run.id)
    _ = try await Journal(first).begin(run, entries: [])
    let empty = try StateStore(path: scratch.path("c.db"))
    await #expect(throws: JournalError.inUse(path: first.path, run: run.id)) {
      _ = try await StateTransfer(from: first, to: empty).copy()
    }
    #expect(lock != nil)
    #expect(try await empty.records.runs().isEmpty)
  }

  @Test("every column of every table is copied")
  func complete() async throws {
    let state = try StateStore()
    let columns = try await state.query(
      """
      SELECT made.name, info.name FROM sqlite_schema AS made, pragma_table_info(made.name) AS info
      WHERE made.type = 'table' AND made.name NOT IN ('grdb_migrations', 'sqlite_sequence')
      """
    ) { "\(try $0.text(0)).\(try $0.text(1))" }
    let copied = (StateTransfer.caches + StateTransfer.journal).flatMap { table in
      table.columns.map { "\(table.name).\($0)" }
    }
    #expect(copied.sorted() == columns.sorted())
  }
}
