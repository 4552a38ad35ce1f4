import Foundation
import Model

/// Files that only their owner may read, from their first byte on, unless others are allowed to.
enum PrivateFile {
  /// Puts the text that `body` gives in pieces at `url`, whole or not at all: an earlier file there is replaced. The umask takes
  /// from `permissions`.
  static func write(
    to url: URL, permissions: mode_t = 0o600, _ body: ((String) throws -> Void) throws -> Void
  ) throws {
    let draft = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).\(UUID().uuidString)")
    let descriptor = open(draft.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try body { try handle.write(contentsOf: Data($0.utf8)) }
      try handle.synchronize()
      try handle.close()
      guard rename(draft.path, url.path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    } catch {
      unlink(draft.path)
      throw error
    }
  }
}
