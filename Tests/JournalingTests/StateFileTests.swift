import Foundation
import GRDB
import Journaling
import RequestModel
import Synchronization
import Testing

@Suite("The state's file")
struct StateFileTests {
  private static let orgURL = "https://org"

  private static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "writ-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// A state that an earlier version of Writ has left.
  private static func state(ofVersion version: Int) throws -> String {
    let path = try temporaryFolder().appending(path: "state.db").path
    let text = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "States/version-\(version).sql")
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in try db.execute(sql: String(contentsOf: text, encoding: .utf8)) }
    try queue.close()
    return path
  }

  @Test("a state of every earlier version is taken over with all that it holds", arguments: [1, 2, 3])
  func migrations(version: Int) throws {
    let path = try Self.state(ofVersion: version)
    let before = try #require(try JournalRecords(path: path)).entries(of: RunID("20260101T000000Z-0001"))
    #expect(Set(before.map(\.state)) == Set(EntryState.allCases).subtracting([.gone]))
    let journal = try Journal(path: path, holder: JournalTests.holder)
    // A call of an earlier version may have acted until 120 seconds after it went out.
    let expected = before.map { entry in
      var entry = entry
      entry.deadline = entry.intentAt.map { $0 + 120 }
      return entry
    }
    #expect(try journal.records.entries(of: RunID("20260101T000000Z-0001")) == expected)
    #expect(
      try journal.records.entriesThatCount(orgURL: Self.orgURL)
        == expected.filter { $0.state.isDone || $0.state.isInDoubt })
    #expect(try journal.records.runs().map(\.state) == [.finished, .died])
    #expect(try journal.records.allowances(orgURL: Self.orgURL)[.createRequest]?.window?.calls == 60)
    let mirror = try Mirror(journal, orgURL: Self.orgURL)
    let isMirrored = version > 1
    #expect(try mirror.progress().generation == (isMirrored ? 3 : 0))
    // Keys are compared by folded subjects since version 4: the list is read anew, once.
    #expect(try mirror.progress().readUpTo == nil)
    #expect(try mirror.requests(keys: Set(before.map(\.key))).isEmpty)
    // What is new works: nothing is remembered yet, and an ended run stays ended.
    let span = Date(timeIntervalSince1970: 0)...Date(timeIntervalSince1970: 9)
    #expect(try OrgMemory(beside: mirror).group("Crew", readIn: span) == nil)
    #expect(throws: JournalError.self) {
      try journal.end(RunID("20260101T000000Z-0002"), state: .stopped, calls: 0, throttled: 0, at: Date())
    }
    let ids = try journal.begin(JournalTests.run, entries: [JournalTests.entry])
    #expect(ids == [11])
  }

  @Test("the migrations end in the schema that the newest state has, and a newer one is refused")
  func newerState() throws {
    let path = try Self.temporaryFolder().appending(path: "state.db").path
    _ = try Journal(path: path, holder: JournalTests.holder)
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
    try queue.close()
    #expect(throws: JournalError.writtenByNewerWrit(path: path)) {
      _ = try Journal(path: path, holder: JournalTests.holder)
    }
  }

  @Test("those who make a state at the same moment all have it")
  func madeTogether() throws {
    let failures = Mutex<[JournalError]>([])
    for _ in 1...10 {
      let path = try Self.temporaryFolder().appending(path: "state.db").path
      DispatchQueue.concurrentPerform(iterations: 6) { _ in
        do throws(JournalError) {
          _ = try Mirror(path: path, orgURL: Self.orgURL)
        } catch {
          failures.withLock { $0.append(error) }
        }
      }
    }
    #expect(failures.withLock { $0 }.isEmpty)
  }

  @Test("a state that was damaged is named as such before a run can begin")
  func damage() async throws {
    let path = try Self.temporaryFolder().appending(path: "state.db").path
    do {
      let journal = try Journal(path: path, holder: JournalTests.holder)
      _ = try journal.begin(JournalTests.run, entries: Array(repeating: JournalTests.entry, count: 500))
    }
    let handle = try FileHandle(forUpdating: URL(filePath: path))
    let length = try handle.seekToEnd()
    for page in stride(from: UInt64(4096), to: length, by: 4096) {
      try handle.seek(toOffset: page)
      try handle.write(contentsOf: Data(repeating: 0xA5, count: 64))
    }
    try handle.close()
    let error = #expect(throws: JournalError.self) {
      let journal = try Journal(path: path, holder: JournalTests.holder)
      _ = try journal.begin(JournalTests.run, entries: [JournalTests.entry])
    }
    guard case .corrupt(path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a copy of the folder goes on elsewhere, also one of a process that was killed")
  func carried() async throws {
    let folder = try Self.temporaryFolder()
    let journal = try Journal(path: folder.appending(path: "state.db").path, holder: JournalTests.holder)
    let id = try journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    try await journal.record(.intent(requestID: nil), of: id, at: Date(timeIntervalSince1970: 5))
    // The journal is still open here: its last commits are in the write-ahead log only, as after a kill.
    let copy = folder.deletingLastPathComponent().appending(path: "writ-copy-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: folder, to: copy)
    let carried = try Journal(path: copy.appending(path: "state.db").path, holder: JournalTests.holder)
    #expect(try carried.records.entry(id)?.state == .sent)
  }
}
