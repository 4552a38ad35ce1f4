import Foundation
import GRDB
import RequestModel

/// Opens the file that a journal lives in.
enum StateFile {
  /// Makes the folder (mode 0700, with a `.gitignore`: a state is nobody else's) and the file (mode 0600) where missing;
  /// gives the place that the path leads to.
  static func create(at path: String) throws(JournalError) -> StatePlace {
    let place = try StatePlace(path)
    let path = place.path
    let folder = (path as NSString).deletingLastPathComponent
    do {
      if !folder.isEmpty && !FileManager.default.fileExists(atPath: folder) {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data("*\n".utf8).write(to: URL(filePath: folder).appending(path: ".gitignore"))
      }
    } catch {
      throw SystemReason.code(of: error).map { JournalError(code: $0, path: path) }
        ?? JournalError.cannotOpen(path: path, reason: SystemReason.text(error))
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw JournalError(code: errno, path: path) }
    close(descriptor)
    if !place.exists { try keepName(in: folder.isEmpty ? "." : folder, of: path) }
    return place
  }

  /// A new file's name is durable once its folder is: a power cut must not take the state away.
  private static func keepName(in folder: String, of path: String) throws(JournalError) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalError(code: errno, path: path) }
    defer { close(descriptor) }
    // EINVAL: a file system that has no such notion.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw JournalError(code: errno, path: path) }
  }

  /// Write-ahead logging, and every commit on the disk before it returns.
  ///
  /// Processes that make a state at the same moment go one after the other, by a lock on its folder: SQLite does not wait
  /// for who turns the log on, nor GRDB for who makes the same tables.
  static func writer(at place: StatePlace) throws(JournalError) -> any DatabaseWriter {
    let path = place.path
    let folder = (path as NSString).deletingLastPathComponent
    let turn = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    defer { if turn >= 0 { close(turn) } }
    // Where the file system has no locks, it is as if nobody else were there.
    if turn >= 0 { _ = flock(turn, LOCK_EX) }
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { db in
      // GRDB sets NORMAL when it opens WAL, which may lose the last commits to a power cut.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
      try check(pool, path: path)
      try JournalSchema.migrator.migrate(pool)
      return pool
    } catch let error as JournalError {
      throw error
    } catch {
      throw JournalError(error, path: path)
    }
  }

  static func reader(at path: String) throws(JournalError) -> any DatabaseReader {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try check(queue, path: path)
      return queue
    } catch let error as JournalError {
      throw error
    } catch {
      throw JournalError(error, path: path)
    }
  }

  private static func check(_ database: some DatabaseReader, path: String) throws {
    try database.read { db in
      let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      // A process that died while it made the file may have left GRDB's own table, and nothing else.
      let isEmpty =
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") == 0
      guard id == JournalSchema.applicationID || isEmpty else { throw JournalError.notAJournal(path: path) }
      guard try !JournalSchema.migrator.hasBeenSuperseded(db) else {
        throw JournalError.writtenByNewerWrit(path: path)
      }
    }
  }
}
