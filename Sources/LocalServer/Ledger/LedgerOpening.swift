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
  /// A state, in which runs are recorded.
  case state(String)
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
      try refuseForeign(path)
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

  /// Leaves alone what is another program's, or a state: opening it as a ledger writes into it.
  private static func refuseForeign(_ path: String) throws(LedgerFailure) {
    // What is missing or empty becomes a ledger; what keeps a file from being read, SQLite says.
    guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: SQLiteHeader.length),
      !start.isEmpty
    else { return }
    guard let header = SQLiteHeader(start) else { throw .corrupt(path) }
    switch header.applicationID {
    case LedgerSchema.applicationID: return
    case 0 where !header.hasSchema: return
    case LedgerSchema.sharedApplicationID: break
    default: throw .foreign(path)
    }
    do {
      let queue = try DatabaseQueue(path: path)
      defer { try? queue.close() }
      try refuseForeign(queue.read(LedgerSchema.inspect))
    } catch {
      throw failure(error, path)
    }
  }

  private static func refuseForeign(_ finding: LedgerSchema.Finding) throws {
    switch finding {
    case .foreign: throw LedgerFailure.foreign("")
    case .state: throw LedgerFailure.state("")
    case .newer(let version): throw LedgerFailure.newer("", version)
    case .empty, .older, .current: break
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
      let finding = try LedgerSchema.inspect(db)
      try refuseForeign(finding)
      switch finding {
      case .empty: try LedgerSchema.create(db)
      case .older(let version): try LedgerSchema.migrate(db, from: version)
      default: break
      }
      try LedgerTables(db: db).makeOrganizationID(random: random)
    }
    return queue
  }

  private static func failure(_ error: any Error, _ path: String) -> LedgerFailure {
    switch error {
    case LedgerFailure.foreign: return .foreign(path)
    case LedgerFailure.state: return .state(path)
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
