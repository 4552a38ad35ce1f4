import Foundation
import Model

/// Where a state really is: links to its file are followed, so that one state has one lock, one write-ahead log and one
/// rate file under all of its names.
package struct StatePath: Hashable, Sendable {
  /// The file's own path, next to which `.lock`, `.rate` and SQLite's files stand.
  package let path: String
  /// Whether a file is there.
  let exists: Bool
  /// Whether a symbolic link led to the file: it has to be a state already then, and is never made.
  let isLinked: Bool

  /// Follows links to the file at `path`, and refuses what cannot be a state: a folder, a device, a link that leads
  /// nowhere, and a file whose other names would have their own locks and logs.
  init(_ given: String) throws(JournalError) {
    let (path, isLinked) = try Self.target(of: given)
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw JournalError(code: errno, path: path) }
      if isLinked { throw JournalError.danglingLink(path: given, target: path) }
      (self.path, exists, self.isLinked) = (path, false, false)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw JournalError.isFolder(path: given)
    default: throw JournalError.notAJournal(path: given)
    }
    guard status.st_nlink <= 1 else { throw JournalError.severalNames(path: given, count: Int(status.st_nlink)) }
    guard !MountTable.current.lists(path) else { throw JournalError.mountPoint(path: given) }
    (self.path, exists, self.isLinked) = (path, true, isLinked)
  }

  /// The file that a path leads to, or the path itself where that cannot be found out: for files that stand next to a
  /// state, by whoever does not open it.
  package static func resolved(_ path: String) -> String {
    (try? target(of: path).path) ?? path
  }

  /// Only the last component is followed: the system follows the others by itself, for the files next to it as well.
  private static func target(of given: String) throws(JournalError) -> (path: String, isLinked: Bool) {
    var path = given
    // As many as Linux follows (man 7 path_resolution).
    for step in 0...40 {
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let length = readlink(path, &buffer, buffer.count)
      guard length >= 0 else { return (path, step > 0) }
      let target = String(decoding: buffer.prefix(length), as: UTF8.self)
      let folder = (path as NSString).deletingLastPathComponent
      path = target.hasPrefix("/") || folder.isEmpty ? target : (folder as NSString).appendingPathComponent(target)
    }
    throw JournalError(code: ELOOP, path: given)
  }
}

/// The mount points of this process.
package struct MountTable: Sendable {
  private let points: Set<String>

  /// The mount points of this process as `/proc/self/mountinfo` lists them (man 5 proc_pid_mountinfo); none where the
  /// system has no such file: macOS mounts folders only.
  static var current: MountTable {
    MountTable((try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? "")
  }

  /// Reads lines of the form of `/proc/self/mountinfo`, whose fifth field is the mount point.
  package init(_ text: String) {
    points = Set(
      text.split(separator: "\n").compactMap { line in
        line.split(separator: " ").dropFirst(4).first.map(String.init)
      })
  }

  /// Whether something is mounted on the very file that `path` leads to.
  package func lists(_ path: String) -> Bool {
    guard !points.isEmpty, let real = realpath(path, nil) else { return false }
    defer { free(real) }
    return points.contains(Self.escaped(String(cString: real)))
  }

  /// The kernel writes blanks and backslashes as octal numbers.
  private static func escaped(_ path: String) -> String {
    path.replacing("\\", with: "\\134").replacing(" ", with: "\\040").replacing("\t", with: "\\011")
      .replacing("\n", with: "\\012")
  }
}
