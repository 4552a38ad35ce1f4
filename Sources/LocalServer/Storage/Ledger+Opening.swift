import Foundation
import GRDB
import Model

extension Ledger {
  /// Creates the database of a file, or opens and upgrades it; in memory where `path` is `nil`. `random` makes the id of a
  /// new org.
  static func open(_ path: String?, random: () -> UInt64) throws(LocalServerError) -> DatabaseQueue {
    do {
      let queue = try path.map(openFile) ?? DatabaseQueue()
      try LedgerSchema.migrate(queue)
      try queue.write { try LedgerTables(db: $0).createOrganizationID(random: random) }
      return queue
    } catch {
      throw problem(error, path ?? "memory")
    }
  }

  private static func openFile(_ path: String) throws -> DatabaseQueue {
    try requireLedger(path)
    createPrivately(path)
    let queue = try DatabaseQueue(path: path, configuration: fileConfiguration)
    try queue.read { try LedgerSchema.requireLedger($0, path: path) }
    return queue
  }

  /// Leaves a state or the file of another program untouched: opening it as a ledger writes to it.
  private static func requireLedger(_ path: String) throws {
    // A missing or empty file becomes a ledger; for one that cannot be read, SQLite reports the reason.
    guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: SQLiteHeader.length),
      !start.isEmpty
    else { return }
    guard let header = SQLiteHeader(start) else { throw LocalServerError.dataCorrupt(path: path) }
    switch header.applicationID {
    case LedgerSchema.applicationID: return
    case 0 where !header.hasSchema: return
    case LedgerSchema.sharedApplicationID: break
    default: throw LocalServerError.dataNotOurs(path: path)
    }
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    try queue.read { try LedgerSchema.requireLedger($0, path: path) }
  }

  /// A new file is readable by its owner only, and SQLite gives its log the same mode, since requests and messages are in
  /// it. If it cannot be created, SQLite reports why.
  private static func createPrivately(_ path: String) {
    let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { _ = Foundation.close(descriptor) }
  }

  /// A write-ahead log, and one process only: two servers on one file would each count rate limits for themselves.
  private static var fileConfiguration: Configuration {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
    }
    return configuration
  }

  private static func problem(_ error: any Error, _ path: String) -> LocalServerError {
    switch error {
    case let error as LocalServerError: return error
    case let error as DatabaseError:
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: return .dataCorrupt(path: path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: return .dataInUse(path: path)
      default:
        return .dataNotWritable(path: path, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)")
      }
    default: return .dataNotWritable(path: path, reason: SystemReason.text(error))
    }
  }
}
