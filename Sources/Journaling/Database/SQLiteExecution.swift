import Foundation
import GRDB
import GRDBSQLite

/// Executes a prepared statement once for each row of arguments, by SQLite's own calls: a state takes in and gives back millions of
/// rows, for each of which GRDB makes several lists.
struct SQLiteExecution {
  private let statement: Statement
  private let database: Database
  private var handle: OpaquePointer { statement.sqliteStatement }

  /// It is used within a transaction that GRDB has begun.
  init(_ sql: String, in database: Database) throws {
    statement = try database.cachedStatement(sql: sql)
    self.database = database
  }

  /// The rows of one execution.
  func rows(_ arguments: [SQLValue]) throws -> [SQLRow] {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    guard arguments.count == Int(sqlite3_bind_parameter_count(handle)) else {
      throw error(SQLITE_MISUSE, "wrong number of statement arguments: \(arguments.count)")
    }
    for (index, argument) in zip(Int32(1)..., arguments) { try check(bind(argument, at: index)) }
    var rows: [SQLRow] = []
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: rows.append(SQLRow((0..<sqlite3_column_count(handle)).map(value)))
      case SQLITE_DONE: return rows
      case let code: throw error(code, database.lastErrorMessage)
      }
    }
  }

  /// A text is copied, since it may not last until the statement is executed.
  private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
    switch value {
    case .null: sqlite3_bind_null(handle, index)
    case .integer(let number): sqlite3_bind_int64(handle, index, number)
    case .real(let number): sqlite3_bind_double(handle, index, number)
    case .text(var text):
      text.withUTF8 { bytes in
        let empty = UnsafeRawPointer(("" as StaticString).utf8Start).assumingMemoryBound(to: CChar.self)
        guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
        return bytes.withMemoryRebound(to: CChar.self) { bytes in
          // Without an address it would be NULL.
          sqlite3_bind_text(handle, index, bytes.baseAddress ?? empty, count, Self.isCopied)
        }
      }
    }
  }

  private func value(_ column: Int32) -> SQLValue {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
    case SQLITE_TEXT:
      .text(
        String(
          decoding: UnsafeBufferPointer(
            start: sqlite3_column_text(handle, column), count: Int(sqlite3_column_bytes(handle, column))),
          as: UTF8.self))
    default: .null
    }
  }

  private func check(_ code: Int32) throws {
    if code != SQLITE_OK { throw error(code, database.lastErrorMessage) }
  }

  private func error(_ code: Int32, _ message: String?) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
  }

  /// `SQLITE_TRANSIENT`.
  private static var isCopied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
