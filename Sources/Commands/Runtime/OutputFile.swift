import Foundation
import Model

/// Files that commands write: whole or not at all.
enum OutputFile {
  /// Who may read a new file.
  enum Readers {
    /// Its owner alone.
    case owner
    /// Whoever may read what the process makes (its umask).
    case all
  }

  /// Puts `text` at a path, in place of an earlier file. A pipe or a device is written to, and never replaced by a file; a
  /// link stays, and the file that it leads to is replaced.
  static func write(_ text: String, to path: String, for readers: Readers) throws {
    try write(to: path, for: readers) { sink in try sink(text) }
  }

  /// The same for a text that `body` gives in pieces.
  static func write(
    to path: String, for readers: Readers, _ body: ((String) throws -> Void) throws -> Void
  ) throws {
    let url = URL(filePath: path).resolvingSymlinksInPath()
    let type = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
    guard !path.hasPrefix("/dev/"), type == nil || type == .typeRegular else {
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      // Standard output may be a file that holds results already.
      _ = try? handle.seekToEnd()
      try body { try handle.write(contentsOf: Data($0.utf8)) }
      return try handle.close()
    }
    switch readers {
    case .owner: try PrivateFile.write(to: url, body)
    case .all: try PrivateFile.write(to: url, permissions: 0o666, body)
    }
  }

  /// Why no file can be made at a path, as far as its folder shows it before there is anything to write.
  static func obstacle(to path: String) -> String? {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return "it is a folder"
    }
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      return "there is no folder \(folder)"
    }
    return nil
  }
}
