import GRDB

/// The tables of a state in one SQLite file, or in memory.
///
/// In memory there is no disk to wait for: everything happens at once, on the caller's thread, so that simulations stay
/// deterministic. A file is read and written on GRDB's own threads, and what has begun is never canceled.
package struct SQLiteDatabase: StateDatabase {
  private let path: String
  private let writer: (any DatabaseWriter)?
  private let reader: any DatabaseReader
  private let isInMemory: Bool

  /// A database that may be written.
  init(_ writer: any DatabaseWriter, path: String, isInMemory: Bool) {
    (self.writer, reader) = (writer, writer)
    self.path = path
    self.isInMemory = isInMemory
  }

  /// A database that is only read.
  init(reader: any DatabaseReader, path: String) {
    (writer, self.reader) = (nil, reader)
    self.path = path
    isInMemory = false
  }

  /// Queries alone are read without waiting for who writes.
  package func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
    do {
      if transaction.allSatisfy(\.isQuery) { return try await read(transaction) }
      guard let writer else { throw JournalError.readOnly(path: path, reason: "it is open for reading") }
      return try await write(transaction, by: writer)
    } catch {
      throw StateFailure(error, path: path)
    }
  }

  private func read(_ transaction: [SQLStatement]) async throws -> [[SQLRow]] {
    if isInMemory { return try reader.readAtOnce { db in try Self.execute(transaction, in: db) } }
    return try await withCheckedThrowingContinuation { continuation in
      reader.asyncRead { access in
        continuation.resume(with: Result { try Self.execute(transaction, in: try access.get()) })
      }
    }
  }

  private func write(_ transaction: [SQLStatement], by writer: any DatabaseWriter) async throws -> [[SQLRow]] {
    if isInMemory { return try writer.writeAtOnce { db in try Self.execute(transaction, in: db) } }
    return try await withCheckedThrowingContinuation { continuation in
      writer.asyncWriteWithoutTransaction { db in
        continuation.resume(
          with: Result {
            var rows: [[SQLRow]] = []
            try db.inTransaction(.immediate) {
              rows = try Self.execute(transaction, in: db)
              return .commit
            }
            return rows
          })
      }
    }
  }

  /// The rows of each execution.
  static func execute(_ transaction: [SQLStatement], in db: Database) throws -> [[SQLRow]] {
    var results: [[SQLRow]] = []
    results.reserveCapacity(transaction.count)
    for statement in transaction {
      let execution = try SQLiteExecution(statement.sql, in: db)
      for arguments in statement.arguments { results.append(try execution.rows(arguments)) }
    }
    return results
  }
}

extension StateFailure {
  fileprivate init(_ error: any Error, path: String) {
    switch error {
    case let error as JournalError: self = .unusable(error)
    case let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT:
      self = .refused(error.message ?? "constraint")
    default: self = .unusable(JournalError(error, path: path))
    }
  }
}

extension DatabaseReader {
  /// A read that its caller's thread waits for, from an async function as well.
  fileprivate func readAtOnce<Value>(_ query: (Database) throws -> Value) throws -> Value { try read(query) }
}

extension DatabaseWriter {
  /// A write that its caller's thread waits for, from an async function as well.
  fileprivate func writeAtOnce<Value>(_ change: (Database) throws -> Value) throws -> Value { try write(change) }
}
