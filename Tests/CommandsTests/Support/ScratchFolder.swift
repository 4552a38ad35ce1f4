import Foundation

/// An empty folder that goes with this value.
final class ScratchFolder: Sendable {
  /// An empty file of the folder.
  struct File {
    let url: URL

    var reading: FileHandle {
      get throws { try FileHandle(forReadingFrom: url) }
    }

    var writing: FileHandle {
      get throws { try FileHandle(forWritingTo: url) }
    }
  }

  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "writ-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Makes a file, and the folders on the way to it.
  @discardableResult
  func file(_ path: String, _ text: String = "") throws -> File {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return File(url: file)
  }

  func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: path)), as: UTF8.self)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }
}
