import Foundation
import Model

/// A file that one process locks, or that several share: an advisory lock of the operating system (`flock`).
///
/// When its holder dies, however it dies, the lock is gone. It is a matter of the file, so that it also holds between
/// containers that share the folder and know nothing of each other's processes.
final class LockFile: Sendable {
  let path: String
  let descriptor: Int32

  /// Makes the file where it is missing, and locks it. Throws `heldByOther` where another process holds it alone, or, unless
  /// this one shares it, holds it at all.
  init(_ path: String, isShared: Bool = false, heldByOther: () -> JournalError) throws(JournalError) {
    self.path = path
    while true {
      let descriptor = try Self.opened(path)
      do throws(JournalError) {
        guard Self.lock(descriptor, isShared ? LOCK_SH : LOCK_EX) else {
          throw errno == EWOULDBLOCK ? heldByOther() : JournalError(code: errno, path: path)
        }
        guard SidecarFile.mayHoldJSON(descriptor) else {
          throw JournalError.foreignFile(path: path, reason: "it is not a lock file of writ")
        }
        // One that was deleted before it was locked is made again.
        if try Self.isAt(path, descriptor) {
          self.descriptor = descriptor
          return
        }
      } catch {
        close(descriptor)
        throw error
      }
      close(descriptor)
    }
  }

  /// Locks a file that is there already and that Writ may have made; `nil` where it is held or is another kind of file.
  init?(existing path: String) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, SidecarFile.problem(of: status) == nil, Self.lock(descriptor, LOCK_EX),
      (try? Self.isAt(path, descriptor)) == true
    else {
      close(descriptor)
      return nil
    }
    (self.path, self.descriptor) = (path, descriptor)
  }

  deinit {
    close(descriptor)
  }

  /// Whether its path leads to the file.
  var isInPlace: Bool { (try? Self.isAt(path, descriptor)) == true }

  /// Removes the file, unless another one has taken its place. Whoever waits for this one sees that it is gone, and makes
  /// another.
  func remove() {
    if isInPlace { unlink(path) }
  }

  /// Whether a process holds the file at a path alone; `nil` where that cannot be found out. One that is missing is not held.
  static func isHeld(_ path: String) -> Bool? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return errno == ENOENT ? false : nil }
    defer { close(descriptor) }
    if lock(descriptor, LOCK_SH) { return false }
    return errno == EWOULDBLOCK ? true : nil
  }

  private static func opened(_ path: String) throws(JournalError) -> Int32 {
    do throws(SidecarFile.OpenError) {
      // Not inherited: a token command that outlives us must not keep the lock.
      return try SidecarFile.open(path)
    } catch {
      throw error.code.map { JournalError(code: $0, path: path) } ?? .foreignFile(path: path, reason: error.reason)
    }
  }

  /// Whoever asks `isHeld`, or clears leftovers away, has the lock for some microseconds: so it is tried for some
  /// milliseconds.
  private static func lock(_ descriptor: Int32, _ kind: Int32) -> Bool {
    for _ in 1...5 {
      if flock(descriptor, kind | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK else { return false }
      usleep(2000)
    }
    return flock(descriptor, kind | LOCK_NB) == 0
  }

  private static func isAt(_ path: String, _ descriptor: Int32) throws(JournalError) -> Bool {
    var (own, there) = (stat(), stat())
    guard fstat(descriptor, &own) == 0 else { throw JournalError(code: errno, path: path) }
    return lstat(path, &there) == 0 && FileIdentity(own) == FileIdentity(there)
  }
}
