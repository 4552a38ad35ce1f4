import Foundation

/// Why the system could not do something with a file, in the system's own short words.
package enum SystemReason {
  /// Foundation wraps these words into sentences that do not stand well behind a path.
  package static func text(_ error: any Error) -> String {
    code(of: error).map(words) ?? (error as NSError).localizedDescription
  }

  /// The number of `errno` that an error stands for, where it stands for one.
  package static func code(of error: any Error) -> Int32? {
    if let posix = posixCode(of: error as NSError) { return posix }
    switch (error as? CocoaError)?.code {
    case .fileNoSuchFile?, .fileReadNoSuchFile?: return ENOENT
    case .fileReadNoPermission?, .fileWriteNoPermission?: return EACCES
    case .fileWriteOutOfSpace?: return ENOSPC
    case .fileWriteVolumeReadOnly?: return EROFS
    default: return nil
    }
  }

  /// The words for a number of `errno`, lower case: `no such file or directory`.
  package static func words(for code: Int32) -> String {
    let words = String(cString: strerror(code))
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  private static func posixCode(of error: NSError) -> Int32? {
    if error.domain == NSPOSIXErrorDomain { return Int32(truncatingIfNeeded: error.code) }
    return (error.userInfo[NSUnderlyingErrorKey] as? NSError).flatMap(posixCode)
  }
}
