import Foundation
import Journaling
import Testing

@Suite("One state, whatever names lead to it")
struct StatePathTests {
  /// A folder whose own path has no links, with an empty folder `other` in it.
  private static func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "writ-place-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "other"), withIntermediateDirectories: true)
    return folder
  }

  private static func link(_ path: String, to target: String, in folder: URL) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: path).path, withDestinationPath: target)
  }

  /// What stands in the folder `other`, in which only links were made.
  private static func namesOfOther(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "other").path).sorted()
  }

  @Test("a link, a link to a link and a link to the folder lead to the same lock, log and rate file")
  func links() async throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "state.db").path
    let first = try Journal(StateStore(path: path, hold: .alone(JournalTests.owner)))
    _ = try await first.begin(JournalTests.run, entries: [JournalTests.entry])
    try Self.link("other/near.db", to: "../state.db", in: folder)
    try Self.link("other/far.db", to: folder.appending(path: "other/near.db").path, in: folder)
    try Self.link("folder", to: ".", in: folder)
    for name in ["other/near.db", "other/far.db", "folder/state.db"] {
      let other = folder.appending(path: name).path
      #expect(throws: JournalError.lockedBy(JournalTests.owner)) {
        _ = try Journal(StateStore(path: other, hold: .shared))
      }
      #expect(try await StateStore(readingFrom: other)?.records.runs().count == 1)
      _ = try await RequestCache(StateStore(path: other), orgURL: "https://org")
    }
    #expect(try Self.namesOfOther(in: folder) == ["far.db", "near.db"])
    #expect(
      URL(filePath: StatePath.resolved(folder.appending(path: "other/far.db").path)).standardizedFileURL.path == path)
  }

  @Test("a link that leads nowhere or in circles makes no state")
  func lostLinks() async throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.link("dangling.db", to: "other/state.db", in: folder)
    try Self.link("circle.db", to: "circle.db", in: folder)
    for name in ["dangling.db", "circle.db"] {
      let path = folder.appending(path: name).path
      #expect(throws: JournalError.self) { _ = try Journal(StateStore(path: path, hold: .shared)) }
      await #expect(throws: JournalError.self) {
        _ = try await RequestCache(StateStore(path: path), orgURL: "https://org")
      }
    }
    #expect(try Self.namesOfOther(in: folder) == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
  }

  @Test("a file with a second hard link is refused under both names, by who writes it and by who reads it")
  func hardLinks() async throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "state.db").path
    let other = folder.appending(path: "other/state.db").path
    _ = try Journal(StateStore(path: path, hold: .shared))
    try FileManager.default.linkItem(atPath: path, toPath: other)
    for name in [path, other] {
      let refusal = JournalError.severalNames(path: name, count: 2)
      #expect(throws: refusal) { _ = try Journal(StateStore(path: name, hold: .shared)) }
      await #expect(throws: refusal) { _ = try await RequestCache(StateStore(path: name), orgURL: "https://org") }
      #expect(throws: refusal) { _ = try StateStore(readingFrom: name)?.records }
    }
    #expect(try Self.namesOfOther(in: folder) == ["state.db"])
  }

  @Test("a folder is named as such, also one that is not there yet")
  func folders() throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    for path in [folder.path, folder.path + "/", folder.path + "/missing/"] {
      #expect(throws: JournalError.isFolder(path: path)) {
        _ = try Journal(StateStore(path: path, hold: .shared))
      }
    }
  }

  @Test("a file that is a mount point itself is recognized, whatever its name is made of, and its folder is not")
  func mountPoints() throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: #"other/a \ state.db"#).path
    try Data().write(to: URL(filePath: file))
    let written = file.replacing(#"\"#, with: #"\134"#).replacing(" ", with: #"\040"#)
    let table = MountTable(
      """
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      99 22 8:1 /states/one.db \(written) rw,relatime shared:1 - ext4 /dev/sda1 rw

      """)
    #expect(table.lists(file) && table.lists("/"))
    #expect(!table.lists(folder.path) && !table.lists(file + "-wal"))
  }
}
