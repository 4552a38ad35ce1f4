import GRDB

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
