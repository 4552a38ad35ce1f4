import Foundation

/// An empty folder with a short path, as that of a socket in it has at most 103 bytes (macOS); it goes with this value.
package final class ScratchFolder: Sendable {
  /// Its path.
  package let path: String

  /// Makes the folder.
  package init() throws {
    var template = Array("/tmp/writ-pg-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw PostgresCluster.ClusterError(description: "no folder can be made in /tmp: errno \(errno)")
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
