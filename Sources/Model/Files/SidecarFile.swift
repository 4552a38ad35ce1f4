package import Foundation

/// A file that Writ keeps next to a state, such as its lock.
///
/// A folder from elsewhere may hold anything under that name: links to files of the user, a pipe, a file of another program. So
/// it is opened only where it is a plain file of this user or of root, by this one name.
package enum SidecarFile {
  /// Why such a file is left alone.
  package struct OpenError: Error, Hashable, Sendable {
    /// The system's number, where the system refused it.
    package var code: Int32?
    /// Fits after "it cannot be used: ".
    package var reason: String
  }

  /// Opens the file for reading and writing, and makes it (mode 0600) where it is missing. It is not inherited by other
  /// programs. Who opens it closes it.
  package static func open(_ path: String) throws(OpenError) -> Int32 {
    // O_NONBLOCK: a pipe without a reader must not stop us before we see that it is one.
    let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else {
      if errno == ELOOP { throw OpenError(reason: link) }
      throw OpenError(code: errno, reason: SystemReason.words(for: errno))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, problem(of: status) == nil else {
      close(descriptor)
      throw OpenError(reason: problem(of: status) ?? SystemReason.words(for: errno))
    }
    return descriptor
  }

  /// Whether an open file may hold what Writ keeps there: JSON that begins with a brace, nothing after a crash, or zeros
  /// after a power cut.
  package static func mayHoldJSON(_ descriptor: Int32) -> Bool {
    var first: UInt8 = 0
    return pread(descriptor, &first, 1, 0) < 1 || [UInt8(ascii: "{"), 0].contains(first)
  }

  /// Why the file at `path`, which another library opens, must not be used; `nil` where it may be, or does not exist.
  package static func problem(at path: String) -> String? {
    var status = stat()
    return lstat(path, &status) == 0 ? problem(of: status) : nil
  }

  /// Who may have made a file that this process writes: this user, or root.
  package static func isOwn(_ status: stat) -> Bool { status.st_uid == geteuid() || status.st_uid == 0 }

  private static let link = "it is a symbolic link"

  /// Why a file of this kind must not be used; `nil` where it may be.
  package static func problem(of status: stat) -> String? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFLNK: return link
    default: return "it is not a regular file"
    }
    if status.st_nlink > 1 { return "it has \(status.st_nlink) names (hard links)" }
    return isOwn(status) ? nil : "it belongs to user \(status.st_uid)"
  }
}
