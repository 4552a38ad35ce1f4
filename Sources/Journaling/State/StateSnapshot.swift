import Foundation
import GRDB

/// A copy of a state that SQLite cannot read where it is: even a reader has to make files next to a database with a
/// write-ahead log, which a read-only file system or another user's folder refuses.
///
/// What the log holds is copied as well, so that nothing is missing that a killed run has recorded.
enum StateSnapshot {
  /// How often files that change meanwhile are copied again.
  private static let mostTries = 5

  /// Opens a copy of the state, which has lost its name already and goes with the value.
  static func open(_ path: String, _ open: (String) throws -> DatabaseQueue) throws -> DatabaseQueue {
    let folder = try makeFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let copy = folder.appending(path: "state.db").path
    for attempt in 1...mostTries {
      let before = stamps(path)
      try? FileManager.default.removeItem(atPath: copy + "-wal")
      for suffix in before.keys {
        try Data(contentsOf: URL(filePath: path + suffix), options: .mappedIfSafe)
          .write(to: URL(filePath: copy + suffix))
      }
      if stamps(path) == before || attempt == mostTries { break }
    }
    return try open(copy)
  }

  /// In memory, where the folder for temporary files cannot be written either.
  private static func makeFolder() throws -> URL {
    let manager = FileManager.default
    let name = "writ-state-\(UUID().uuidString)"
    let private0700: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
    do {
      let folder = manager.temporaryDirectory.appending(path: name)
      try manager.createDirectory(at: folder, withIntermediateDirectories: false, attributes: private0700)
      return folder
    } catch {
      let folder = URL(filePath: "/dev/shm").appending(path: name)
      guard
        (try? manager.createDirectory(at: folder, withIntermediateDirectories: false, attributes: private0700)) != nil
      else { throw error }
      return folder
    }
  }

  private struct Stamp: Equatable {
    var size: Int64
    var modified: Date?
  }

  /// The size and the moment of change of the regular files that belong to the state's content, by their suffix.
  private static func stamps(_ path: String) -> [String: Stamp] {
    var stamps: [String: Stamp] = [:]
    for suffix in ["", "-wal"] {
      guard let file = try? FileManager.default.attributesOfItem(atPath: path + suffix),
        file[.type] as? FileAttributeType == .typeRegular
      else { continue }
      stamps[suffix] = Stamp(
        size: (file[.size] as? NSNumber)?.int64Value ?? 0, modified: file[.modificationDate] as? Date)
    }
    return stamps
  }
}
