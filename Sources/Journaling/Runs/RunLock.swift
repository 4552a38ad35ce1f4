package import Foundation
import Model
import Synchronization

/// The lock of one run, which its process holds for as long as it lives: a run that does not hold its lock is dead, and
/// sends nothing more.
///
/// It is an empty file in a folder next to the state (`LockFile`), so that it says the same to every process and container
/// that shares the folder; a process id is never asked for. A run takes it before it is in the journal.
package final class RunLock: Sendable {
  private let file: LockFile
  private let outlivesRun = Mutex(false)

  /// Takes the lock of a new run in a folder, which is made where it is missing.
  package init(run: RunID, at folder: String) throws(JournalError) {
    guard let path = Self.path(of: run, in: folder) else {
      throw JournalError.other(path: folder, reason: "a run's id is not a file name")
    }
    try Self.make(folder)
    file = try LockFile(path) { .other(path: path, reason: "another run has the same id") }
  }

  /// Its file goes with it; that of a run that was killed stays until it is found.
  deinit {
    if !outlivesRun.withLock(\.self) { file.remove() }
  }

  /// Leaves the file where it is: the journal does not say that the run has ended, and others see by the file that it has.
  func keepFile() {
    outlivesRun.withLock { $0 = true }
    // `removeLeftovers` counts from now.
    futimens(file.descriptor, nil)
  }

  /// Whether its file is still where others look for it.
  var isInPlace: Bool { file.isInPlace }

  /// The folder of the locks of a state's runs.
  package static func folder(of state: String) -> String { StatePath.resolved(state) + ".runs" }

  /// The folder of this machine for the locks of runs on states that are not files here: among the temporary files of this
  /// user, wherever the process has them by its `environment`.
  static func sharedFolder(_ environment: [String: String]) -> String {
    let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    return "\(temporary.hasSuffix("/") ? String(temporary.dropLast()) : temporary)/writ-\(getuid())"
  }

  /// Whether a run has a file in a folder, whether it holds it or not.
  static func hasFile(run: RunID, at folder: String) -> Bool {
    path(of: run, in: folder).map { access($0, F_OK) == 0 } ?? false
  }

  /// Whether a run is alive; `nil` where that cannot be found out. A run without a file is dead: it has ended.
  package static func isHeld(run: RunID, at folder: String) -> Bool? {
    path(of: run, in: folder).flatMap(LockFile.isHeld)
  }

  /// Removes the files that killed runs have left in a folder, but for those that were made or left less than `age` seconds
  /// ago; whatever else is there is left alone.
  package static func removeLeftovers(at folder: String, olderThan age: TimeInterval = 0) {
    guard (try? check(folder)) != nil else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard let path = path(of: RunID(name), in: folder), let file = LockFile(existing: path) else { continue }
      var status = stat()
      guard fstat(file.descriptor, &status) == 0, status.st_size == 0 else { continue }
      if Date().timeIntervalSince1970 - TimeInterval(status.modified) >= age { file.remove() }
    }
  }

  /// `nil` for an id that no run of Writ has: a journal from elsewhere must not lead to files outside of the folder.
  private static func path(of run: RunID, in folder: String) -> String? {
    let name = run.text
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isName && (1...100).contains(name.utf8.count) ? "\(folder)/\(name)" : nil
  }

  private static func make(_ folder: String) throws(JournalError) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw JournalError(code: errno, path: folder) }
    try check(folder)
  }

  /// Throws where a folder is not one of this user or of root, such as a link.
  private static func check(_ folder: String) throws(JournalError) {
    var status = stat()
    guard lstat(folder, &status) == 0 else { throw JournalError(code: errno, path: folder) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw JournalError.foreignFile(path: folder, reason: "it is not a folder")
    }
    guard SidecarFile.isOwn(status) else {
      throw JournalError.foreignFile(path: folder, reason: "it belongs to user \(status.st_uid)")
    }
  }
}

extension stat {
  /// When the file was changed last, in seconds since 1970.
  fileprivate var modified: Int {
    #if canImport(Darwin)
      st_mtimespec.tv_sec
    #else
      st_mtim.tv_sec
    #endif
  }
}
