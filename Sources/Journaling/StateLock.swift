package import Foundation
import Model

/// Who holds a state.
package struct LockOwner: Hashable, Sendable, Codable {
  /// The id of its process; 0 where the lock file does not say who holds the state.
  package var processID: Int32
  /// The name of the host that it runs on.
  package var host: String
  /// When it began, by its clock.
  package var startedAt: Date
  /// What it runs, such as `writ apply`.
  package var command: String

  package init(processID: Int32, host: String, startedAt: Date, command: String) {
    self.processID = processID
    self.host = host
    self.startedAt = startedAt
    self.command = command
  }

  /// The command, the process, the host and the start (ISO 8601), for a message.
  package var text: String {
    "\(command), process \(processID) on \(host), since \(startedAt.formatted(.iso8601))"
  }
}

/// The right to write a state, held by one process at a time.
///
/// It is an advisory lock of the operating system (`flock`) on a file next to the state: when its holder dies, however it
/// dies, the lock is gone, and the next run takes it without help. The file's text only names the owner.
package final class StateLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, or throws `lockedBy` with who has it.
  package init(state path: String, owner: LockOwner) throws(JournalError) {
    let lockPath = path + ".lock"
    descriptor = try Self.locked(lockPath)
    // Whatever is thrown from here on, `deinit` closes the file.
    guard let data = try? JSONEncoder().encode(owner) else { return }
    guard ftruncate(descriptor, 0) == 0 else { throw JournalError(code: errno, path: lockPath) }
    let written = data.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard written >= 0 else { throw JournalError(code: errno, path: lockPath) }
    guard written == data.count else { throw JournalError.diskFull(path: lockPath) }
  }

  /// The lock's file, open and locked; one that was deleted before it was locked is made again.
  private static func locked(_ path: String) throws(JournalError) -> Int32 {
    while true {
      let descriptor = try opened(path)
      do throws(JournalError) {
        try take(descriptor, path)
        if try isAt(path, descriptor) { return descriptor }
      } catch {
        close(descriptor)
        throw error
      }
      close(descriptor)
    }
  }

  private static func opened(_ path: String) throws(JournalError) -> Int32 {
    do throws(SidecarFile.OpenError) {
      // Not inherited: a token command that outlives us must not keep the lock.
      return try SidecarFile.open(path)
    } catch {
      throw error.code.map { JournalError(code: $0, path: path) } ?? .foreignFile(path: path, reason: error.reason)
    }
  }

  private static func take(_ descriptor: Int32, _ path: String) throws(JournalError) {
    guard lock(descriptor) else {
      guard errno == EWOULDBLOCK else { throw JournalError(code: errno, path: path) }
      throw JournalError.lockedBy(owner(in: path))
    }
    guard SidecarFile.mayHoldJSON(descriptor) else {
      throw JournalError.foreignFile(path: path, reason: "it is not a lock file of writ")
    }
  }

  /// Whoever asks `isLocked` has the lock for some microseconds: so it is tried for some milliseconds.
  private static func lock(_ descriptor: Int32) -> Bool {
    for _ in 1...5 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK else { return false }
      usleep(2000)
    }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Whether a process holds the state; `nil` where that cannot be found out.
  package static func isLocked(state path: String) -> Bool? {
    let descriptor = open(path + ".lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return errno == ENOENT ? false : nil }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return false }
    return errno == EWOULDBLOCK ? true : nil
  }

  private static func isAt(_ path: String, _ descriptor: Int32) throws(JournalError) -> Bool {
    var (own, there) = (stat(), stat())
    guard fstat(descriptor, &own) == 0 else { throw JournalError(code: errno, path: path) }
    return lstat(path, &there) == 0 && FileIdentity(own) == FileIdentity(there)
  }

  deinit {
    close(descriptor)
  }

  /// A holder takes the lock first and writes its name a moment later: looks again for up to a tenth of a second.
  private static func owner(in lockPath: String) -> LockOwner {
    for _ in 1...20 {
      let data = FileManager.default.contents(atPath: lockPath) ?? Data()
      if let owner = try? JSONDecoder().decode(LockOwner.self, from: data) { return owner }
      usleep(5000)
    }
    return LockOwner(processID: 0, host: "an unknown host", startedAt: .distantPast, command: "an unknown command")
  }
}
