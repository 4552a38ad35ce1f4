import Foundation
import Testing

@testable import Journaling

@Suite("How PostgreSQL finds what is asked of a state")
struct PostgresPlanTests {
  /// Tables with a row for each request, entry, user or member; the others have one for each org, run or type.
  private static let large = ["entry", "existing", "nameduser", "groupmember"]

  @Test("PostgreSQL finds every row of a large table by an index that is made for the question")
  func indexes() async throws {
    let state = try await StateKind.postgreSQL.state()
    let watched = WatchedDatabase(state.database)
    try await StatementTests.askForEverything(in: state.decorated { _ in watched })
    let asked = Dictionary(watched.transactions.joined().map { ($0.sql, $0) }) { first, _ in first }
    try await Self.fill(state)
    var scans: [String] = []
    for statement in asked.values where !statement.arguments.isEmpty {
      scans += Self.scans(in: try await watched.plan(of: statement)).map { "\($0): \(statement.sql)" }
    }
    #expect(asked.count > 40)
    #expect(scans.isEmpty, "\(scans.joined(separator: "\n"))")
  }

  /// The nodes that read a large table or one of its indexes from one end to the other.
  private static func scans(in plan: [String]) -> [String] {
    zip(plan, plan.dropFirst() + [""]).compactMap { node, next in
      guard let scan = node.firstMatch(of: /(Seq Scan|Index (?:Only )?Scan.*) on (\w+)/), large.contains(String(scan.2))
      else { return nil }
      return next.contains("Index Cond:") ? nil : node.trimmingCharacters(in: .whitespaces)
    }
  }

  /// So many orgs, runs, requests and entries that the server's statistics say which index is worth it.
  private static func fill(_ state: StateStore) async throws {
    let moment = SQLValue(Date(timeIntervalSince1970: 9))
    _ = try await state.database.run([
      .change("INSERT INTO mirror (org) SELECT number FROM generate_series(1001, 1050) AS number"),
      .change(
        """
        INSERT INTO orgAddress (url, org) SELECT 'https://' || org, org FROM mirror WHERE org > 1000
        """),
      .change(
        """
        INSERT INTO run (id, orgUrl, planDigest, startedAt, state, host, processId, org)
        SELECT 'many ' || number, 'https://' || 1001 + number % 50, '', 1, 'running', '', 1, 1001 + number % 50
        FROM generate_series(1, 500) AS number
        """),
      .change(
        """
        INSERT INTO existing (id, org, generation, keyHash, requestTypeId, requester, subject, status, created, lastUpdated)
        SELECT 'many ' || number, 1001 + number % 50, 1, number, 'type ' || number % 40, 'user ' || number, 'subject',
          'OPEN', number, number
        FROM generate_series(1, 20000) AS number
        """),
      .change(
        """
        INSERT INTO entry (run, org, kind, requestTypeId, requester, subject, subjectKey, fieldValues, file, line,
          columnNumber, state, attempts, intentAt, deadline, outcomeAt, requestId)
        SELECT 'many ' || 1 + number % 500, 1001 + number % 50, 'create', 'type ' || number % 40, 'user ' || number,
          'subject', 'subject', '[]', 'm.yaml', 1, 1,
          CASE number % 3 WHEN 0 THEN 'planned' WHEN 1 THEN 'rejected' ELSE 'confirmed' END, 1, $1, $1, $1,
          'many ' || number
        FROM generate_series(1, 20000) AS number
        """, moment),
      .change("ANALYZE"),
    ])
  }
}
