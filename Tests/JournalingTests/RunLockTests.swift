import Foundation
import Journaling
import Testing

/// One at a time: a program that one test starts inherits what is open for another.
@Suite("The lock of a run", .serialized)
struct RunLockTests {
  private static let run = RunID("20261127T031500Z-0a1b")

  /// A program that does nothing until it is killed, with all files that a program inherits.
  private static func spawn() throws -> pid_t {
    let words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    try #require(posix_spawnp(&process, "sleep", nil, nil, words, nil) == 0)
    return process
  }

  private static func kill(_ process: pid_t) {
    Foundation.kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  private static func mode(_ path: String) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test("a run whose lock is deleted while it runs sends nothing more, since others take it for dead")
  func deleted() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state.db")
    let state = try StateStore(path: path, hold: .shared)
    let run = JournalTests.run
    let journal = try Journal(state).locked(for: run.id)
    let planned = try await journal.begin(run, entries: JournalTests.entries(2))
    try await journal.record(.intent(requestID: nil), of: planned[0], at: Date())
    #expect(state.liveness.isRunning(run.id) == true)
    try FileManager.default.removeItem(atPath: path + ".runs")
    #expect(state.liveness.isRunning(run.id) == false)
    await #expect(throws: JournalError.replaced(path: state.path)) {
      try await journal.record(.intent(requestID: nil), of: planned[1], at: Date())
    }
  }

  @Test("a run holds its lock until it ends, and leaves no file behind")
  func life() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state.db.runs")
    #expect(RunLock.isHeld(run: Self.run, at: path) == false, "no run was there yet")
    try withExtendedLifetime(RunLock(run: Self.run, at: path)) { (_: RunLock) throws in
      #expect(RunLock.isHeld(run: Self.run, at: path) == true)
      #expect(RunLock.isHeld(run: RunID("20261127T031500Z-ffff"), at: path) == false)
      #expect(try Self.mode(path) == 0o700)
      #expect(try Self.mode("\(path)/\(Self.run.text)") == 0o600)
      #expect(throws: JournalError.self) { _ = try RunLock(run: Self.run, at: path) }
    }
    #expect(RunLock.isHeld(run: Self.run, at: path) == false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
  }

  @Test("the locks of runs stand in a folder next to the state, whatever link leads to it")
  func place() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link.db"), withDestinationPath: folder.path("state.db"))
    #expect(RunLock.folder(of: folder.path("state.db")) == folder.path("state.db.runs"))
    #expect(RunLock.folder(of: folder.path("link.db")) == folder.path("state.db.runs"))
  }

  @Test("a run in another process is alive until that is killed, and its file is removed then")
  func killed() throws {
    let folder = try TemporaryFolder()
    let file = folder.path(Self.run.text)
    let descriptor = open(file, O_RDWR | O_CREAT, 0o600)
    try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let process = try Self.spawn()
    close(descriptor)
    #expect(RunLock.isHeld(run: Self.run, at: folder.url.path) == true)
    RunLock.removeLeftovers(at: folder.url.path)
    #expect(RunLock.isHeld(run: Self.run, at: folder.url.path) == true)
    Self.kill(process)
    #expect(RunLock.isHeld(run: Self.run, at: folder.url.path) == false)
    #expect(FileManager.default.fileExists(atPath: file))
    RunLock.removeLeftovers(at: folder.url.path)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("a program that a run started, and that outlives it, does not keep its lock")
  func heirs() throws {
    let folder = try TemporaryFolder()
    let process = try withExtendedLifetime(RunLock(run: Self.run, at: folder.url.path)) { (_: RunLock) throws in
      // Asked by another name of the file, which stays: what counts is the lock.
      try FileManager.default.linkItem(atPath: folder.path(Self.run.text), toPath: folder.path("again"))
      #expect(RunLock.isHeld(run: RunID("again"), at: folder.url.path) == true)
      return try Self.spawn()
    }
    defer { Self.kill(process) }
    #expect(RunLock.isHeld(run: RunID("again"), at: folder.url.path) == false)
  }

  @Test("files that no run has left are neither removed nor locked")
  func foreignFiles() throws {
    let folder = try TemporaryFolder()
    let names = ["notes.txt", "with-content", ".hidden"]
    for name in names { try Data((name == ".hidden" ? "" : "mine").utf8).write(to: folder.url.appending(path: name)) }
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: folder.path(".hidden"))
    try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: false)
    RunLock.removeLeftovers(at: folder.url.path)
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: folder.url.path)) == Set(names + ["link", "folder"]))
    #expect(throws: JournalError.self) { _ = try RunLock(run: RunID("link"), at: folder.url.path) }
    #expect(throws: JournalError.self) { _ = try RunLock(run: RunID("with-content"), at: folder.url.path) }
  }

  @Test("an id from a journal cannot lead out of the folder", arguments: ["", ".", "../x", "a/b", "a\0b", "ü"])
  func oddIDs(text: String) throws {
    let folder = try TemporaryFolder()
    let runs = folder.path("runs")
    #expect(throws: JournalError.self) { _ = try RunLock(run: RunID(text), at: runs) }
    #expect(RunLock.isHeld(run: RunID(text), at: runs) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test("no lock is taken in a folder that a link leads to, or in place of a file")
  func foreignFolders() throws {
    let folder = try TemporaryFolder()
    let (link, file) = (folder.path("link"), folder.path("file"))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.url.path)
    try Data().write(to: URL(filePath: file))
    for path in [link, file] {
      #expect(throws: JournalError.foreignFile(path: path, reason: "it is not a folder")) {
        _ = try RunLock(run: Self.run, at: path)
      }
    }
  }

  @Test("runs that begin while leftovers are removed keep their locks")
  func race() async throws {
    let folder = try TemporaryFolder()
    let path = folder.url.path
    await withTaskGroup { group in
      group.addTask { for _ in 1...300 { RunLock.removeLeftovers(at: path) } }
      group.addTask {
        for number in 1...300 {
          let run = RunID("run-\(number)")
          guard let lock = try? RunLock(run: run, at: path) else {
            Issue.record("run \(number) gets no lock")
            continue
          }
          withExtendedLifetime(lock) {
            #expect(
              RunLock.isHeld(run: run, at: path) == true
                && FileManager.default.fileExists(atPath: "\(path)/\(run.text)"))
          }
        }
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
  }
}
