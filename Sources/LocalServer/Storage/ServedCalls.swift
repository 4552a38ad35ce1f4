import GRDB

/// What a server did from its start to its end.
package struct ServedCalls: Hashable, Sendable {
  /// Calls that a rate limit applies to, throttled ones included.
  package var calls: Int
  /// Those that the rate limit rejected; without injected 429s.
  package var throttled: Int
  /// Requests that the ledger has.
  package var requests: Int
  /// Messages that the ledger has.
  package var messages: Int
  /// Faults that were injected.
  package var faults: Int
}

extension Ledger {
  /// Synchronous: in a task that was canceled, GRDB's asynchronous reads throw.
  func servedCalls() throws -> ServedCalls {
    let size = try database.read { try LedgerTables(db: $0).size() }
    return ServedCalls(
      calls: callCounts.values.reduce(0) { $0 + $1.calls },
      throttled: callCounts.values.reduce(0) { $0 + $1.throttled },
      requests: size.requests, messages: size.messages, faults: faultCounts.values.reduce(0, +))
  }
}

/// How many items a ledger has.
struct LedgerSize: Hashable, Sendable {
  var requests: Int
  var messages: Int
  /// Keys (request type, requester, subject) that several requests share.
  var duplicateKeys: Int
}

extension LedgerTables {
  func size() throws -> LedgerSize {
    LedgerSize(
      requests: try Int.fetchOne(db, sql: "SELECT count(*) FROM requests") ?? 0,
      messages: try Int.fetchOne(db, sql: "SELECT count(*) FROM messages") ?? 0,
      duplicateKeys: try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM (
            SELECT 1 FROM requests GROUP BY request_type_id, requester, subject HAVING count(*) > 1)
          """) ?? 0)
  }
}
