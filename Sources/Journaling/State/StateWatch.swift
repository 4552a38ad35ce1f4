import Foundation
import Model
import Synchronization

/// Notices that the files of an open state are no longer those that its path leads to: the state was deleted, another one
/// was put in its place, or a backup was copied over it. What is recorded from then on would be lost.
///
/// A look costs a few microseconds. The files stay open meanwhile, so that no other file can have their numbers.
final class StateWatch: Sendable {
  private let path: String
  /// SQLite's three files and the lock; `nil` for one that was not there at the start and is not watched.
  private let identities: [String: FileIdentity]
  /// Of the database and its log in bytes: as long as they are open, SQLite only makes them longer. A backup that is copied
  /// over them is mostly shorter.
  private let sizes = Mutex<[String: Int64]>([:])

  /// Begins to watch the state at `path`, which is open for writing.
  init(state path: String) {
    self.path = path
    identities = Dictionary(
      uniqueKeysWithValues: ["", "-wal", "-shm", ".lock"].compactMap { suffix in
        Self.status(of: path + suffix).map { (path + suffix, FileIdentity($0)) }
      })
  }

  /// Throws `replaced` where the path leads to other files now, to none, or to a shorter one.
  func check() throws(JournalError) {
    // The look and the memory of its size are one step: a commit of another task may make a file longer in between.
    let isWhole = sizes.withLock { sizes in
      identities.allSatisfy { file, identity in
        guard let status = Self.status(of: file), FileIdentity(status) == identity else { return false }
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
}
