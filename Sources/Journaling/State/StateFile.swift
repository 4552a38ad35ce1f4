import Foundation
import GRDB
import Model

/// Opens the file that a journal lives in.
enum StateFile {
  /// Makes the folder (mode 0700, with a `.gitignore`: a state is for its user alone) and the file (mode 0600) where
  /// missing; returns the place that the path leads to. What is there already is left alone unless it can be a state of
  /// this user.
  static func create(at path: String) throws(JournalError) -> StatePath {
    let place = try StatePath(path)
    let folder = (place.path as NSString).deletingLastPathComponent
    if place.exists {
      try expectOwn(place)
    } else {
      try makeFolder(folder, of: place.path)
      try makeFile(place.path)
      try keepName(in: folder.isEmpty ? "." : folder, of: place.path)
    }
    for suffix in ["-wal", "-shm", "-journal"] {
      guard let reason = SidecarFile.problem(at: place.path + suffix) else { continue }
      throw JournalError.foreignFile(path: place.path + suffix, reason: reason)
    }
    return place
  }

  private static func makeFolder(_ folder: String, of path: String) throws(JournalError) {
    guard !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw SystemReason.code(of: error).map { JournalError(code: $0, path: path) }
        ?? JournalError.cannotOpen(path: path, reason: SystemReason.text(error))
    }
    let ignored = open(
      (folder as NSString).appendingPathComponent(".gitignore"), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
      0o600)
    // Another process that made the folder at the same moment wrote it.
    guard ignored >= 0 || errno == EEXIST else { throw JournalError(code: errno, path: path) }
    defer { close(ignored) }
    if ignored >= 0, write(ignored, "*\n", 2) != 2 { throw JournalError(code: errno, path: path) }
  }

  private static func makeFile(_ path: String) throws(JournalError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw JournalError(code: errno, path: path) }
    close(descriptor)
  }

  /// Only what this user or root made is written to, and nothing that says of itself that it is something else.
  ///
  /// It is opened here beyond SQLite, whose locks of this process end with that (https://www.sqlite.org/howtocorrupt.html,
  /// section 2.2): the state must not be open in this process yet.
  private static func expectOwn(_ place: StatePath) throws(JournalError) {
    var status = stat()
    guard lstat(place.path, &status) == 0 else { throw JournalError(code: errno, path: place.path) }
    guard SidecarFile.isOwn(status) else {
      throw JournalError.readOnly(path: place.path, reason: "it belongs to user \(status.st_uid)")
    }
    let descriptor = open(place.path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw JournalError(code: errno, path: place.path) }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: SQLiteHeader.length)
    let count = read(descriptor, &start, start.count)
    guard count > 0 else {
      if place.isLinked { throw JournalError.notAJournal(path: place.path) }
      return
    }
    // What a crash has left of the very first write is set right by SQLite.
    if access(place.path + "-journal", F_OK) == 0 { return }
    guard let header = SQLiteHeader(start.prefix(count)),
      [0, Int(JournalSchema.applicationID)].contains(header.applicationID)
    else { throw JournalError.notAJournal(path: place.path) }
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
  static func writer(at place: StatePath) throws(JournalError) -> any DatabaseWriter {
    let path = place.path
    let folder = (path as NSString).deletingLastPathComponent
    let turn = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    defer { if turn >= 0 { close(turn) } }
    // Where the file system has no locks, this continues without one.
    if turn >= 0 { _ = flock(turn, LOCK_EX) }
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { db in
      // GRDB sets NORMAL when it opens WAL, which may lose the last commits to a power cut.
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // Before GRDB turns the log on, which writes to the file.
      if !db.configuration.readonly { try check(db, place) }
    }
    return try JournalError.mapping(of: path) {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // A listing writes rows all over the tables: with SQLite's 2 MiB each page would be read and written again and again.
        try db.execute(sql: "PRAGMA cache_size = -32768")
      }
      try JournalSchema.migrator.migrate(pool)
      return pool
    }
  }

  /// The state for reading only, also where nothing can be written: then a copy of what it holds now.
  static func reader(at place: StatePath) throws(JournalError) -> DatabaseQueue {
    do throws(JournalError) {
      // SQLite's files next to it would have its mode, and be in the way once it may be written.
      guard access(place.path, W_OK) == 0 else { throw JournalError.readOnly(path: place.path, reason: "its mode") }
      return try reader(at: place) { path in
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration)
      }
    } catch .cannotOpen, .readOnly {
      return try reader(at: place) { path in
        // SQLite makes its files next to the copy, and takes in the log.
        try StateSnapshot.open(path) { copy in
          let queue = try DatabaseQueue(path: copy)
          try queue.read { db in try check(db, place) }
          return queue
        }
      }
    }
  }

  private static func reader(
    at place: StatePath, _ open: (String) throws -> DatabaseQueue
  ) throws(JournalError) -> DatabaseQueue {
    do {
      let queue = try open(place.path)
      try queue.read { db in try check(db, place) }
      return queue
    } catch let error as JournalError {
      throw error
    } catch let error as DatabaseError {
      throw JournalError(error, path: place.path)
    } catch {
      throw SystemReason.code(of: error).map { JournalError(code: $0, path: place.path) }
        ?? JournalError(error, path: place.path)
    }
  }

  /// Refuses what is not a state, and a state of a later Writ. The local server's data was given a state's application id by
  /// earlier versions, but has other tables. What a link leads to is not taken for a state that is still to be made.
  private static func check(_ db: Database, _ place: StatePath) throws {
    let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    // A process that died while it made the file may have left GRDB's own table, and nothing else.
    let isEmpty =
      try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") == 0
    let isNew = isEmpty && !place.isLinked && [0, JournalSchema.applicationID].contains(id)
    let isState = try id == JournalSchema.applicationID && db.tableExists("entry")
    guard isNew || isState else { throw JournalError.notAJournal(path: place.path) }
    guard try !JournalSchema.migrator.hasBeenSuperseded(db) else {
      throw JournalError.writtenByNewerWrit(path: place.path)
    }
  }
}
