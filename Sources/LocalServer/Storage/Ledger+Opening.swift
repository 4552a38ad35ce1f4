import Foundation
import GRDB
import RequestModel

extension Ledger {
  /// Creates the database at `place`, or opens and upgrades it; `random` makes the id of a new org.
  static func open(
    _ place: LocalServerSettings.DataPlace, random: () -> UInt64
  ) throws(LocalServerError) -> DatabaseQueue {
    switch place {
    case .memory:
      do { return try prepared(DatabaseQueue(), path: "memory", random: random) } catch {
        throw problem(error, "memory")
      }
    case .file(let path):
      try requireLedger(path)
      createPrivately(path)
      do {
        let queue = try DatabaseQueue(path: path, configuration: fileConfiguration)
        return try prepared(queue, path: path, random: random)
      } catch {
        throw problem(error, path)
      }
    }
  }

  /// Leaves a state or the file of another program untouched: opening it as a ledger writes to it.
  private static func requireLedger(_ path: String) throws(LocalServerError) {
    // A missing or empty file becomes a ledger; for one that cannot be read, SQLite reports the reason.
    guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: SQLiteHeader.length),
      !start.isEmpty
    else { return }
    guard let header = SQLiteHeader(start) else { throw .dataCorrupt(path: path) }
    switch header.applicationID {
    case LedgerSchema.applicationID: return
    case 0 where !header.hasSchema: return
    case LedgerSchema.sharedApplicationID: break
    default: throw .dataNotOurs(path: path)
    }
    do {
      let queue = try DatabaseQueue(path: path)
      defer { try? queue.close() }
      try requireLedger(queue.read(LedgerSchema.contents), path)
    } catch {
      throw problem(error, path)
    }
  }

  private static func requireLedger(_ contents: LedgerSchema.Contents, _ path: String) throws(LocalServerError) {
    switch contents {
    case .foreign: throw .dataNotOurs(path: path)
    case .state: throw .dataIsState(path: path)
    case .newer: throw .dataTooNew(path: path)
    case .empty, .ledger: break
    }
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

  private static func prepared(_ queue: DatabaseQueue, path: String, random: () -> UInt64) throws -> DatabaseQueue {
    try requireLedger(queue.read(LedgerSchema.contents), path)
    try LedgerSchema.migrate(queue)
    try queue.write { try LedgerTables(db: $0).createOrganizationID(random: random) }
    return queue
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
