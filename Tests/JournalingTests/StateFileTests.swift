import Foundation
import GRDB
import Journaling
import Model
import Synchronization
import Testing

@Suite("The state's file")
struct StateFileTests {
  private static let orgURL = "https://org"

  private let scratch: TemporaryFolder
  private var path: String { scratch.path("state.db") }

  init() throws { scratch = try TemporaryFolder() }

  /// A state that an earlier version of Writ has left.
  private func makeState(ofVersion version: Int) throws {
    let text = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "States/version-\(version).sql")
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in try db.execute(sql: String(contentsOf: text, encoding: .utf8)) }
    try queue.close()
  }

  @Test("a state of every earlier version is taken over with all that it holds", arguments: [1, 2, 3, 4, 5, 7, 8, 9])
  func migrations(version: Int) async throws {
    try makeState(ofVersion: version)
    let untouched = try Data(contentsOf: URL(filePath: path))
    let records = try #require(try StateStore.records(at: path))
    #expect(try await records.runs().map(\.blocked) == [nil, nil])
    let before = try await records.entries(of: RunID("20260101T000000Z-0001"))
    #expect(try await StateStore(readingFrom: path)?.records.entries(of: RunID("20260101T000000Z-0001")) == before)
    #expect(try Data(contentsOf: URL(filePath: path)) == untouched, "who only reads it leaves it as it is")
    #expect(Set(before.map(\.state)) == Set(EntryState.allCases).subtracting([.gone, .taken]))
    let journal = try Journal(StateStore(path: path, hold: .shared))
    // A call of an earlier version may have acted until 120 seconds after it went out.
    #expect(before.filter(\.state.isAmbiguous).allSatisfy { $0.deadline == $0.intentAt.map { $0 + 120 } })
    #expect(try await journal.records.entries(of: RunID("20260101T000000Z-0001")) == before)
    #expect(
      try await journal.records.entriesAffectingPlan(orgURL: Self.orgURL)
        == before.filter { $0.state.isDone || $0.state.isAmbiguous })
    #expect(try await journal.records.runs().map(\.state) == [.finished, .running])
    try await journal.end(RunID("20260101T000000Z-0001"), state: .stopped, calls: 0, throttled: 0, at: Date())
    #expect(
      try await journal.records.rateLimits(orgURL: Self.orgURL)[.createRequest] == .window(calls: 60, seconds: 60))
    #expect(try await journal.records.runs().allSatisfy { $0.blocked == nil && $0.withheld == nil })
    let cache = try await RequestCache(journal.state, orgURL: Self.orgURL)
    let isMirrored = version > 1
    #expect(try await cache.progress().generation == (isMirrored ? 3 : 0))
    // Keys are compared by folded subjects since version 4: an older list is read again from scratch, once.
    let keepsList = version > 3
    #expect(try await cache.progress().readUpTo == (keepsList ? Date(timeIntervalSince1970: 1_767_225_602.5) : nil))
    #expect(try await cache.requests(keys: Set(before.map(\.key))).count == (keepsList ? 1 : 0))
    // What is new works: nothing is remembered yet, and an ended run stays ended.
    let span = Date(timeIntervalSince1970: 0)...Date(timeIntervalSince1970: 9)
    #expect(try await LookupCache(in: cache).group("Crew", fetchedWithin: span) == nil)
    try await journal.end(RunID("20260101T000000Z-0001"), state: .died, calls: 0, throttled: 0, at: Date())
    #expect(try await journal.records.runs().map(\.state) == [.finished, .stopped])
    let ids = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])
    #expect(ids.map(\.id) == [11])
    let cancel = try await journal.begin(CancelEntryTests.run("r9"), entries: [CancelEntryTests.cancel])
    try await journal.record(CancelEntryTests.intent, of: cancel[0], at: Date())
    #expect(try await journal.records.entry(cancel[0].id)?.kind == .cancel)
  }

  @Test("the migrations end in the schema that the newest state has, and a newer one is refused")
  func newerState() throws {
    _ = try Journal(StateStore(path: path, hold: .shared))
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
    try queue.close()
    #expect(throws: JournalError.writtenByNewerWrit(path: path)) {
      _ = try Journal(StateStore(path: path, hold: .shared))
    }
  }

  @Test("those who make a state at the same moment all have it")
  func madeTogether() async throws {
    for number in 1...10 {
      let path = scratch.path("state-\(number).db")
      let states = Mutex<[Result<StateStore, JournalError>]>([])
      DispatchQueue.concurrentPerform(iterations: 6) { _ in
        let state = Result { () throws(JournalError) in try StateStore(path: path) }
        states.withLock { $0.append(state) }
      }
      let generations = try await withThrowingTaskGroup(of: Int.self) { group in
        for state in states.withLock({ $0 }) {
          group.addTask { try await RequestCache(state.get(), orgURL: Self.orgURL).beginListing() }
        }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      // All of them know the org by one number.
      #expect(generations == Set(1...6))
    }
  }

  @Test("a state that was damaged is named as such before a run can begin")
  func damage() async throws {
    do {
      let journal = try Journal(StateStore(path: path, hold: .shared))
      _ = try await journal.begin(JournalTests.run, entries: JournalTests.entries(500))
    }
    let handle = try FileHandle(forUpdating: URL(filePath: path))
    let length = try handle.seekToEnd()
    for page in stride(from: UInt64(4096), to: length, by: 4096) {
      try handle.seek(toOffset: page)
      try handle.write(contentsOf: Data(repeating: 0xA5, count: 64))
    }
    try handle.close()
    let error = await #expect(throws: JournalError.self) {
      let journal = try Journal(StateStore(path: path, hold: .shared))
      _ = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])
    }
    guard case .corrupt(path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a value that no schema allows is a damaged state, and does not end the process")
  func damagedValue() async throws {
    let journal = try Journal(StateStore(path: path, hold: .shared))
    let id = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    for change in [
      "UPDATE sqlite_schema SET sql = replace(sql, 'subject TEXT NOT NULL', 'subject TEXT') WHERE name = 'entry'",
      "UPDATE entry SET subject = NULL",
    ] {
      let queue = try DatabaseQueue(path: path)
      try await queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA writable_schema = ON")
        try db.execute(sql: change)
      }
      try queue.close()
    }
    let error = await #expect(throws: JournalError.self) {
      _ = try await StateStore(readingFrom: path)?.records.entry(id.id)
    }
    guard case .corrupt(path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a copy of the folder goes on elsewhere, also one of a process that was killed")
  func carried() async throws {
    let folder = scratch.url.appending(path: "first")
    let journal = try Journal(StateStore(path: folder.appending(path: "state.db").path, hold: .shared))
    let id = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    try await journal.record(.intent(requestID: nil), of: id, at: Date(timeIntervalSince1970: 5))
    // The journal is still open here: its last commits are in the write-ahead log only, as after a kill.
    let copy = scratch.url.appending(path: "copy")
    try FileManager.default.copyItem(at: folder, to: copy)
    let carried = try Journal(StateStore(path: copy.appending(path: "state.db").path, hold: .shared))
    #expect(try await carried.records.entry(id.id)?.state == .sent)
  }
}

@Suite("A state that is taken away from its run")
struct StateWatchTests {
  /// What may happen to the files of a state that is in use.
  enum Loss: CaseIterable, Sendable {
    case folderDeleted, fileDeleted, logDeleted, lockDeleted, moved, replacedByBackup, overwrittenByBackup,
      logOverwritten
  }

  @Test("nothing more is recorded in a state that was deleted, replaced or restored", arguments: Loss.allCases)
  func losses(loss: Loss) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "writ-watch-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (path, backup) = (folder.appending(path: "state.db").path, folder.appending(path: "backup.db").path)
    _ = try Journal(StateStore(path: path, hold: .shared))
    let manager = FileManager.default
    try manager.copyItem(atPath: path, toPath: backup)
    let journal = try Journal(StateStore(path: path, hold: .shared))
    // So many that SQLite moves them from its log to the file, which is longer than the backup then.
    let ids = try await journal.begin(JournalTests.run, entries: JournalTests.entries(20_000))
    for id in ids.prefix(3) { try await journal.record(.intent(requestID: nil), of: id, at: Date()) }
    switch loss {
    case .folderDeleted: try manager.removeItem(at: folder)
    case .fileDeleted: try manager.removeItem(atPath: path)
    case .logDeleted: try manager.removeItem(atPath: path + "-wal")
    case .lockDeleted: try manager.removeItem(atPath: path + ".lock")
    case .moved: try manager.moveItem(atPath: path, toPath: path + ".old")
    case .replacedByBackup:
      try manager.removeItem(atPath: path)
      try manager.moveItem(atPath: backup, toPath: path)
    case .logOverwritten: try Data(count: 32).write(to: URL(filePath: path + "-wal"))
    case .overwrittenByBackup: try Data(contentsOf: URL(filePath: backup)).write(to: URL(filePath: path))
    }
    await #expect(throws: JournalError.replaced(path: path)) {
      try await journal.record(.intent(requestID: nil), of: ids[3], at: Date())
    }
  }

  @Test("plans next to a run, which write to the same files, do not disturb it")
  func plansNextToIt() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "writ-watch-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "state.db").path
    let journal = try Journal(StateStore(path: path, hold: .shared))
    let ids = try await journal.begin(JournalTests.run, entries: JournalTests.entries(3000))
    for id in ids.prefix(20) {
      let cache = try await RequestCache(StateStore(path: path), orgURL: "https://org-\(id.id)")
      _ = try await cache.beginListing()
      try await journal.record(.intent(requestID: nil), of: id, at: Date())
    }
    #expect(try await journal.records.counts(of: JournalTests.run.id)[.sent] == 20)
  }
}

@Suite("A state that can only be read")
struct ReadOnlyStateTests {
  @Test("what a killed run has recorded is read where SQLite can make no file next to the state")
  func unwritable() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "writ-readonly-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "state.db").path
    let journal = try Journal(StateStore(path: path, hold: .shared))
    let id = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    try await journal.record(.intent(requestID: nil), of: id, at: Date(timeIntervalSince1970: 5))
    // A killed run leaves its last commits in the log. A folder in the place of the log's index stops SQLite for every
    // user, also for root, which no permissions stop.
    let killed = folder.appending(path: "killed")
    try FileManager.default.createDirectory(
      at: killed.appending(path: "state.db-shm"), withIntermediateDirectories: true)
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: path + suffix, toPath: killed.appending(path: "state.db" + suffix).path)
    }
    let records = try #require(try StateStore(readingFrom: killed.appending(path: "state.db").path)?.records)
    #expect(try await records.entry(id.id)?.state == .sent)
    #expect(try await records.runs().map(\.id) == [JournalTests.run.id])
    let names = try FileManager.default.contentsOfDirectory(atPath: killed.path).sorted()
    #expect(names == ["state.db", "state.db-shm", "state.db-wal"])
  }

  @Test("a database of something else is refused there as well")
  func foreign() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "writ-readonly-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "data.db").path
    try FileManager.default.createDirectory(atPath: path + "-shm", withIntermediateDirectories: true)
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in try db.execute(sql: "CREATE TABLE request (id TEXT)") }
    try queue.close()
    // WAL, as the header's bytes 18 and 19 say (https://www.sqlite.org/fileformat.html#file_format_version_numbers).
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes.replaceSubrange(18..<20, with: [2, 2])
    try bytes.write(to: URL(filePath: path))
    #expect(throws: JournalError.notAJournal(path: path)) { _ = try StateStore(readingFrom: path)?.records }
  }
}
