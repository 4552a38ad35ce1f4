/// One statement for many rows of arguments, in transactions that stay small: neither memory nor others who write have to
/// bear a set of any size.
extension StateStore {
  /// So many rows of arguments make one transaction that reads: one round trip to a server, for a few megabytes of memory.
  private var readChunk: Int { isOnServer ? 10_000 : 1_000 }
  /// So many make one that writes, for which others who write may have to wait.
  private static var writeChunk: Int { 2_000 }

  /// What `decode` makes of each row that a query gives, in the order of its arguments.
  func query<Value>(
    _ sql: String, rows: [[SQLValue]], _ decode: (SQLRow) throws -> Value
  ) async throws(JournalError) -> [Value] {
    var values: [Value] = []
    for part in Self.parts(of: rows, readChunk) {
      values += try await run([.query(sql, rows: part)]) { try $0.flatMap { try $0.map(decode) } }
    }
    return values
  }

  /// What `decode` makes of each row that a query gives.
  func query<Value>(
    _ sql: String, _ arguments: SQLValue..., decode: (SQLRow) throws -> Value
  ) async throws(JournalError) -> [Value] {
    try await query(sql, rows: [arguments], decode)
  }

  /// Changes what each row of arguments says.
  func change(_ sql: String, rows: [[SQLValue]]) async throws(JournalError) {
    for part in Self.parts(of: rows, Self.writeChunk) { try await run([.change(sql, rows: part)]) }
  }

  private static func parts(of rows: [[SQLValue]], _ chunk: Int) -> [[[SQLValue]]] {
    stride(from: 0, to: rows.count, by: chunk).map { Array(rows[$0..<min($0 + chunk, rows.count)]) }
  }
}
