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
    // The look and the memory of its size are one step: a commit of another task may make a file longer in between.
    let isWhole = sizes.withLock { sizes in
      identities.allSatisfy { file, identity in
        guard let status = Self.status(of: file), Self.identity(of: status) == identity else { return false }
        guard file == path || file.hasSuffix("-wal") else { return true }
        let size = Int64(status.st_size)
        return size >= sizes.updateValue(size, forKey: file) ?? 0
      }
    }
    if !isWhole { throw JournalError.replaced(path: path) }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  private static func identity(of status: stat) -> Identity {
    Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}
