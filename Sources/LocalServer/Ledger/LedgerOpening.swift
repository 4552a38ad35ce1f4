import Foundation
import GRDB
import RequestModel

/// Why a data file cannot serve as a ledger.
enum LedgerFailure: Error, Hashable, Sendable {
  /// The system's own reason stands behind the path.
  case notWritable(String, String)
  case corrupt(String)
  /// A database, but no ledger.
  case foreign(String)
  /// A ledger of a later version of the program.
  case newer(String, Int)
  /// Another process has it open.
  case inUse(String)
}

extension Ledger {
  /// Makes or brings up to date what is at `place`; `random` makes what a new ledger needs.
  static func open(_ place: Place, random: () -> UInt64) throws(LedgerFailure) -> DatabaseQueue {
    switch place {
    case .memory:
      do { return try prepared(DatabaseQueue(), random: random) } catch { throw failure(error, "memory") }
    case .file(let path):
      createPrivately(path)
      let queue: DatabaseQueue
      do {
        queue = try prepared(DatabaseQueue(path: path, configuration: fileConfiguration), random: random)
      } catch {
        throw failure(error, path)
      }
      return queue
    }
  }

  /// A new file is its owner's alone, and SQLite gives its log the same mode: requests and messages are in there. What
  /// keeps it from being made, SQLite tells.
  private static func createPrivately(_ path: String) {
    let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { _ = Foundation.close(descriptor) }
  }

  /// A write-ahead log, and one process only: two servers on one file would each keep rate windows of their own.
  private static var fileConfiguration: Configuration {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
    }
    return configuration
  }

  private static func prepared(_ queue: DatabaseQueue, random: () -> UInt64) throws -> DatabaseQueue {
    try queue.write { db in
      switch try LedgerSchema.inspect(db) {
      case .empty: try LedgerSchema.create(db)
      case .older(let version): try LedgerSchema.migrate(db, from: version)
      case .current: break
      case .foreign: throw LedgerFailure.foreign("")
      case .newer(let version): throw LedgerFailure.newer("", version)
      }
      try LedgerTables(db: db).makeOrganizationID(random: random)
    }
    return queue
  }

  private static func failure(_ error: any Error, _ path: String) -> LedgerFailure {
    switch error {
    case LedgerFailure.foreign: return .foreign(path)
    case LedgerFailure.newer(_, let version): return .newer(path, version)
    case let error as DatabaseError:
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: return .corrupt(path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: return .inUse(path)
      default: return .notWritable(path, error.message ?? "SQLite error \(error.resultCode.rawValue)")
      }
    default: return .notWritable(path, SystemReason.text(error))
    }
  }
}
