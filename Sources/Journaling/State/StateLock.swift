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

/// The right to write a state, held by one process at a time: the next run takes it without help when its holder dies
/// (`LockFile`). The file's text only names the owner.
package final class StateLock: Sendable {
  private let file: LockFile

  /// Takes the lock, alone where an `owner` is named, or throws `lockedBy` with who has it.
  package init(state path: String, owner: LockOwner?) throws(JournalError) {
    let lockPath = path + ".lock"
    file = try LockFile(lockPath, isShared: owner == nil) {
      .lockedBy(LockFile.isHeld(lockPath) == false ? nil : Self.owner(in: lockPath))
    }
    guard let owner, let data = try? JSONEncoder().encode(owner) else { return }
    guard ftruncate(file.descriptor, 0) == 0 else { throw JournalError(code: errno, path: lockPath) }
    let written = data.withUnsafeBytes { pwrite(file.descriptor, $0.baseAddress, $0.count, 0) }
    guard written >= 0 else { throw JournalError(code: errno, path: lockPath) }
    guard written == data.count else { throw JournalError.diskFull(path: lockPath) }
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
