import Foundation
import Synchronization

/// Notices that the files of an open state are no longer those that its path leads to: the state was deleted, another one
/// was put in its place, or a backup was copied over it. What is recorded from then on would be lost.
///
/// A look costs a few microseconds. The files stay open meanwhile, so that no other file can have their numbers.
final class StateWatch: Sendable {
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  private let path: String
  /// SQLite's three files and the lock; `nil` for one that was not there at the start and is not watched.
  private let identities: [String: Identity]
  /// Of the database and its log in bytes: as long as they are open, SQLite only makes them longer. A backup that is copied
  /// over them is mostly shorter.
  private let sizes = Mutex<[String: Int64]>([:])

  /// Begins to watch the state at `path`, which is open for writing.
  init(state path: String) {
    self.path = path
    identities = Dictionary(
      uniqueKeysWithValues: ["", "-wal", "-shm", ".lock"].compactMap { suffix in
        Self.status(of: path + suffix).map { (path + suffix, Self.identity(of: $0)) }
      })
  }

  /// Throws `replaced` where the path leads to other files now, to none, or to a shorter one.
  func check() throws(JournalError) {
    for (file, identity) in identities {
      guard let status = Self.status(of: file), Self.identity(of: status) == identity else {
        throw JournalError.replaced(path: path)
      }
      if file == path || file.hasSuffix("-wal"), isShorter(file, Int64(status.st_size)) {
        throw JournalError.replaced(path: path)
      }
    }
  }

  private func isShorter(_ file: String, _ now: Int64) -> Bool {
    sizes.withLock { sizes in
      let before = sizes.updateValue(now, forKey: file) ?? 0
      return now < before
    }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  private static func identity(of status: stat) -> Identity {
    Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}
