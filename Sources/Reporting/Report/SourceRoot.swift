/// The folder at which a CI system's paths start, such as that of a repository: findings are shown at their lines there.
package struct SourceRoot: Hashable, Sendable {
  private let root: [Substring]
  private let current: [Substring]

  /// `folder` and `current`, the current folder, are absolute paths without links. By themselves paths stay as they are named.
  package init(_ folder: String = "", current: String = "") {
    root = Self.parts(of: folder)
    self.current = Self.parts(of: current)
  }

  /// The path of a file, as the user named it, from the root on; an absolute path where it is not below the root.
  package func path(of file: String) -> String {
    let path = file.hasPrefix("/") ? Self.parts(of: file) : Self.parts(of: file, after: current)
    guard path.starts(with: root) else { return "/" + path.joined(separator: "/") }
    return path.dropFirst(root.count).joined(separator: "/")
  }

  /// The names on the way, `.` and `..` followed.
  private static func parts(of path: String, after start: [Substring] = []) -> [Substring] {
    path.split(separator: "/").reduce(into: start) { parts, part in
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
  }
}
