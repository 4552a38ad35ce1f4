import Foundation
import GRDB
import Journaling
import Testing

@Suite("Files that a state did not make")
struct ForeignFileTests {
  private static let precious = String(repeating: "export PATH=precious\n", count: 20)

  /// What may stand under the name of a file of the state.
  enum Plant: CaseIterable, Sendable {
    case link, danglingLink, hardLink, pipe, folder
  }

  private static func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "writ-foreign-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "home"), withIntermediateDirectories: true)
    try Data(precious.utf8).write(to: folder.appending(path: "home/.profile"))
    return folder
  }

  private static func plant(_ plant: Plant, at path: String, in folder: URL) throws {
    let victim = folder.appending(path: "home/.profile").path
    let manager = FileManager.default
    switch plant {
    case .link: try manager.createSymbolicLink(atPath: path, withDestinationPath: victim)
    case .danglingLink: try manager.createSymbolicLink(atPath: path, withDestinationPath: victim + "-new")
    case .hardLink: try manager.linkItem(atPath: victim, toPath: path)
    case .pipe: try #require(mkfifo(path, 0o600) == 0)
    case .folder: try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
  }

  private static func expectUntouched(_ folder: URL) throws {
    let home = folder.appending(path: "home")
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.path) == [".profile"])
    #expect(try String(contentsOf: home.appending(path: ".profile"), encoding: .utf8) == precious)
  }

  @Test("no lock and no log is opened through a link or in place of another file", arguments: Plant.allCases)
  func plants(plant: Plant) async throws {
    for suffix in [".lock", "-wal", "-shm", "-journal"] {
      let folder = try Self.scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      let path = folder.appending(path: "state.db").path
      try Self.plant(plant, at: path + suffix, in: folder)
      #expect(throws: JournalError.self) { _ = try Journal(StateStore(path: path, hold: .shared)) }
      if suffix != ".lock" {
        await #expect(throws: JournalError.self) {
          _ = try await RequestCache(StateStore(path: path), orgURL: "https://org")
        }
      }
      try Self.expectUntouched(folder)
    }
  }

  @Test("a file under the lock's name that writ did not make is left as it is")
  func foreignLock() throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "home/state.db").path
    try FileManager.default.moveItem(atPath: folder.appending(path: "home/.profile").path, toPath: path + ".lock")
    #expect(throws: JournalError.foreignFile(path: path + ".lock", reason: "it is not a lock file of writ")) {
      _ = try Journal(StateStore(path: path, hold: .shared))
    }
    #expect(try String(contentsOfFile: path + ".lock", encoding: .utf8) == Self.precious)
  }

  @Test("an empty file or a text at the end of a link does not become a state")
  func linkedFiles() async throws {
    for content in ["", Self.precious] {
      let folder = try Self.scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      let (path, file) = (folder.appending(path: "state.db").path, folder.appending(path: "home/.profile"))
      try Data(content.utf8).write(to: file)
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: file.path)
      #expect(throws: JournalError.notAJournal(path: file.path)) {
        _ = try Journal(StateStore(path: path, hold: .shared))
      }
      await #expect(throws: JournalError.notAJournal(path: file.path)) {
        _ = try await RequestCache(StateStore(path: path), orgURL: "https://org")
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == content)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "home").path) == [".profile"])
    }
  }

  @Test(
    "a database of something else is refused by who writes it and by who reads it, and stays as it is",
    arguments: [
      // The local server's, as earlier versions made it, and with its own id; another program's; one without tables.
      (0x5752_4954, "CREATE TABLE request (id TEXT)"), (0x5752_4953, "CREATE TABLE request (id TEXT)"),
      (0, "CREATE TABLE entry (id TEXT)"), (0x1234, "VACUUM"),
    ] as [(Int32, String)])
  func otherDatabases(id: Int32, sql: String) async throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "data.db").path
    let queue = try DatabaseQueue(path: path)
    try await queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA application_id = \(id)")
      try db.execute(sql: sql)
    }
    try queue.close()
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(throws: JournalError.notAJournal(path: path)) {
      _ = try Journal(StateStore(path: path, hold: .shared))
    }
    await #expect(throws: JournalError.notAJournal(path: path)) {
      _ = try await RequestCache(StateStore(path: path), orgURL: "https://org")
    }
    #expect(throws: JournalError.notAJournal(path: path)) { _ = try StateStore(readingFrom: path)?.records }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }
}
