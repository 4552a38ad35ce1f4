import Foundation
import Journaling
import Model
import Testing

@Suite("The journal")
struct JournalTests {
  static let entry = NewEntry(
    kind: .create(fieldValues: [
      RequesterFieldValue(id: FieldID(fromOrg: "05c87fe9-11f6-4d40-a033-b155b39dcdbe"), value: .string("why")),
      RequesterFieldValue(id: FieldID(fromOrg: "1c5ef673-8dbb-4b9c-ac76-0b4180116e43"), value: .selection("a")),
    ]),
    name: "team",
    key: RequestKey(
      requestTypeID: RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0"),
      requester: UserID(fromOrg: "00ub0oNGTSWTBKOLGLNR"), subject: "e\u{301}"),
    place: SourcePlace(file: "a.yaml", mark: SourceMark(line: 3, column: 5)))

  /// Entries that ask for different requests.
  static func entries(_ count: Int) -> [NewEntry] {
    (0..<count).map { number in
      var entry = entry
      entry.key = RequestKey(
        requestTypeID: entry.key.requestTypeID, requester: entry.key.requester, subject: "subject \(number)")
      return entry
    }
  }

  static let run = JournalRun(
    id: RunID("r1"), orgURL: "https://org", planDigest: "d", startedAt: Date(timeIntervalSince1970: 1000), host: "here",
    processID: 7, blocked: 6, withheld: 2)

  static let owner = LockOwner(
    processID: 42, host: "here", startedAt: Date(timeIntervalSince1970: 0), command: "writ apply")

  private let scratch: TemporaryFolder
  /// In a folder that does not exist yet.
  private var path: String { scratch.path(".writ/state.db") }

  init() throws { scratch = try TemporaryFolder() }

  @Test("a run with the name of another one is refused, and does not take the entries of that for its own")
  func sameName() async throws {
    let journal = try Journal(StateStore())
    let entries = try await journal.begin(Self.run, entries: [Self.entry])
    await #expect(throws: JournalError.self) { try await journal.begin(Self.run, entries: [Self.entry]) }
    #expect(try await journal.records.entries(of: Self.run.id).map(\.id) == entries.map(\.id))
    #expect(try await journal.records.hasRun(Self.run.id))
    #expect(try await !journal.records.hasRun(RunID("r2")))
  }

  @Test("every move that the state machine allows is written, and every other one is refused")
  func onlyLegalMoves() async throws {
    for from in EntryState.allCases {
      for to in EntryState.allCases {
        let journal = try Journal(StateStore())
        var entry = try await journal.begin(Self.run, entries: [Self.entry])[0]
        for step in Self.path(to: from) { entry = try await journal.record(Self.move(to: step), of: entry, at: Date()) }
        let isLegal: Bool
        do {
          try await journal.record(Self.move(to: to), of: entry, at: Date())
          isLegal = true
        } catch {
          isLegal = false
          guard case .invalidTransition = error else {
            Issue.record("\(error)")
            continue
          }
        }
        #expect(isLegal == from.next.contains(to), "\(from) to \(to)")
        #expect(try await journal.records.entries(of: Self.run.id)[0].state == (isLegal ? to : from))
      }
    }
  }

  @Test("what was recorded is read back by another process, byte for byte")
  func outlivesItsProcess() async throws {
    do {
      let journal = try Journal(StateStore(path: path, hold: .shared))
      let planned = try await journal.begin(Self.run, entries: [Self.entry])[0]
      let sent = try await journal.record(
        .intent(requestID: nil), of: planned, at: Date(timeIntervalSince1970: 2000))
      try await journal.record(.confirmed(RequestID("61eb")), of: sent, at: Date(timeIntervalSince1970: 2001))
    }
    let records = try #require(try StateStore(readingFrom: path)?.records)
    #expect(try await records.runs() == [Self.run])
    let entry = try await records.entriesAffectingPlan(orgURL: "https://org")[0]
    #expect(entry.kind == Self.entry.kind)
    #expect(entry.key == Self.entry.key)
    #expect(entry.key.subject.utf8.count == 3)
    #expect(entry.place == Self.entry.place)
    #expect(entry.state == .confirmed && entry.requestID == RequestID("61eb") && entry.attempts == 1)
    #expect(entry.intentAt == Date(timeIntervalSince1970: 2000))
    #expect(try await records.entriesAffectingPlan(orgURL: "https://other").isEmpty)
  }

  @Test("only its owner may read the state, and Git does not see it")
  func privacy() async throws {
    let journal = try Journal(StateStore(path: path, hold: .shared))
    _ = try await journal.begin(Self.run, entries: [Self.entry])
    for file in [path, path + "-wal", path + ".lock"] {
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(file)")
    }
    let ignored = URL(filePath: path).deletingLastPathComponent().appending(path: ".gitignore")
    #expect(try String(contentsOf: ignored, encoding: .utf8) == "*\n")
  }

  @Test("who wants a state alone is refused with the name of who has it, and gets it once that is gone")
  func oneHolder() throws {
    var first: Journal? = try Journal(StateStore(path: path, hold: .alone(Self.owner)))
    #expect(first != nil)
    for hold in [StateHold.alone(Self.owner), .shared] {
      #expect(throws: JournalError.lockedBy(Self.owner)) { _ = try Journal(StateStore(path: path, hold: hold)) }
    }
    first = nil
    _ = try Journal(StateStore(path: path, hold: .alone(Self.owner)))
  }

  @Test("any number of processes share a state, and none has it alone meanwhile")
  func sharedHold() throws {
    let holders = try (1...3).map { _ in try Journal(StateStore(path: path, hold: .shared)) }
    #expect(holders.count == 3)
    #expect(throws: JournalError.lockedBy(nil)) {
      _ = try Journal(StateStore(path: path, hold: .alone(Self.owner)))
    }
  }

  @Test("a run whose process is gone is marked as died, and one whose process lives is not")
  func diedRuns() async throws {
    var state = try StateStore()
    state.liveness = RunLiveness { _ in true }
    _ = try await Journal(state).begin(Self.run, entries: [])
    try await Journal(state).markDeadRuns(at: Date(timeIntervalSince1970: 2000))
    #expect(try await state.records.runs()[0].state == .running)
    state.liveness = RunLiveness { _ in false }
    let journal = Journal(state)
    try await journal.markDeadRuns(at: Date(timeIntervalSince1970: 2000))
    let died = try await journal.records.runs()[0]
    #expect(died.state == .died && died.endedAt == Date(timeIntervalSince1970: 2000))
    var next = Self.run
    next.id = RunID("r2")
    _ = try await journal.begin(next, entries: [])
    try await journal.end(next.id, state: .stopped, calls: 5, throttled: 1, at: Date(timeIntervalSince1970: 3000))
    let runs = try await journal.records.runs()
    #expect(runs.first { $0.id == RunID("r1") }?.state == .died)
    #expect(runs.first { $0.id == RunID("r2") }?.state == .stopped)
    #expect(runs.first { $0.id == RunID("r2") }?.calls == 5)
  }

  @Test("a thousand writes at once are each durable or refused on their own")
  func groupCommit() async throws {
    let journal = try Journal(StateStore(path: path, hold: .shared))
    let ids = try await journal.begin(Self.run, entries: Self.entries(1000))
    let refused = await withTaskGroup(of: Bool.self) { group in
      for (index, id) in ids.enumerated() {
        group.addTask {
          // Every tenth move is illegal, and must not spoil the ones it shares a commit with.
          let move = index % 10 == 0 ? EntryTransition.confirmed(RequestID("x")) : .intent(requestID: nil)
          return (try? await journal.record(move, of: id, at: Date())) == nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(refused == 100)
    #expect(try await journal.records.counts(of: Self.run.id) == [.sent: 900, .planned: 100])
  }

  @Test("an error names the file that is not a journal, or the folder that cannot be made")
  func badPlaces() throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data("this is a text, and long enough that SQLite looks at its header, which it does not like at all".utf8)
      .write(to: URL(filePath: path))
    #expect(throws: JournalError.notAJournal(path: path)) { _ = try Journal(StateStore(path: path, hold: .shared)) }
    #expect(throws: JournalError.self) {
      _ = try Journal(StateStore(path: path + "/below/state.db", hold: .shared))
    }
    #expect(try StateStore(readingFrom: scratch.path("none/state.db"))?.path == nil)
  }

  private static func path(to state: EntryState) -> [EntryState] {
    switch state {
    case .planned: []
    case .sent: [.sent]
    case .confirmed, .rejected, .failed, .ambiguous: [.sent, state]
    case .adopted, .absent: [.sent, .ambiguous, state]
    case .gone: [.sent, .confirmed, state]
    case .taken: [state]
    }
  }

  private static func move(to state: EntryState) -> EntryTransition {
    switch state {
    case .planned: .withdrawn
    case .sent: .intent(requestID: nil)
    case .confirmed: .confirmed(RequestID("61eb"))
    case .rejected: .rejected("no")
    case .failed: .failed("no")
    case .ambiguous: .ambiguous("lost")
    case .adopted: .adopted(RequestID("61eb"))
    case .absent: .absent
    case .gone: .gone
    case .taken: .taken("another run", nil)
    }
  }
}
