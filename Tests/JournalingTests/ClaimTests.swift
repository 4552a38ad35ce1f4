import Foundation
import GRDB
import Model
import Testing

@testable import Journaling

@Suite("Claims: at most one create of a key is sent, of unknown outcome or done")
struct ClaimTests {
  private let scratch: TemporaryFolder
  private var path: String { scratch.path("state.db") }

  init() throws { scratch = try TemporaryFolder() }

  private static let now = Date(timeIntervalSince1970: 2000)

  private static func run(_ id: String, origin: String? = nil) -> JournalRun {
    JournalRun(
      id: RunID(id), orgURL: "https://org", planDigest: "d", startedAt: now, host: "here", processID: 7,
      origin: origin)
  }

  private static func message(_ text: String, occurrence: Int = 1, supersedes: [JournalEntry.ID] = []) -> NewEntry {
    NewEntry(
      kind: .message(text, index: 0), name: nil, key: JournalTests.entry.key, place: JournalTests.entry.place,
      occurrence: occurrence, requestID: RequestID("61eb"), supersedes: supersedes)
  }

  private static let toRequest = EntryTransition.intent(requestID: RequestID("61eb"))

  /// Who has it, where an intent is refused.
  private static func holder(
    of entry: EntryVersion, in journal: Journal, _ intent: EntryTransition = .intent(requestID: nil)
  ) async throws -> Claim? {
    do throws(JournalError) {
      try await journal.record(intent, of: entry, at: now)
      return nil
    } catch .taken(let claim) {
      return claim
    }
  }

  @Test("a key that another run has is refused with who has it, and is free once that run gives it back")
  func oneKey() async throws {
    let first = try Journal(StateStore(path: path, hold: .shared))
    let second = try Journal(StateStore(path: path, hold: .shared))
    let theirs = try await first.begin(Self.run("r1", origin: "build 7"), entries: [JournalTests.entry])[0]
    let ours = try await second.begin(Self.run("r2"), entries: [JournalTests.entry])[0]
    let sent = try await first.record(.intent(requestID: nil), of: theirs, at: Self.now)
    let claim = try #require(try await Self.holder(of: ours, in: second))
    #expect(claim.text == "run r1 (build 7)" && claim.entry == sent && !claim.isDone && claim.requestID == nil)
    try await first.record(.withdrawn, of: sent, at: Self.now)
    #expect(try await Self.holder(of: ours, in: second) == nil)
    #expect(try await second.claim(on: theirs.id, request: nil, at: Self.now)?.run == RunID("r2"))
  }

  @Test("a key stays taken while its create is of unknown outcome or done, and no longer once it is refused or gone")
  func states() async throws {
    let ends: [(moves: [EntryTransition], isTaken: Bool)] = [
      ([.ambiguous("lost")], true), ([.confirmed(RequestID("61eb"))], true),
      ([.ambiguous("lost"), .adopted(RequestID("61eb"))], true), ([.rejected("no")], false), ([.failed("no")], false),
      ([.ambiguous("lost"), .absent], false), ([.confirmed(RequestID("61eb")), .gone], false),
    ]
    for (moves, isTaken) in ends {
      let journal = try Journal(StateStore())
      let entries = try await journal.begin(Self.run("r1"), entries: [JournalTests.entry, JournalTests.entry])
      var first = try await journal.record(.intent(requestID: nil), of: entries[0], at: Self.now)
      for move in moves { first = try await journal.record(move, of: first, at: Self.now) }
      #expect(try await (Self.holder(of: entries[1], in: journal) != nil) == isTaken, "\(moves)")
    }
  }

  @Test("a create that was given up keeps its key until the org can no longer do it, and its list has settled")
  func givenUp() async throws {
    for kind in StateKind.allCases {
      let journal = Journal(try await kind.state())
      let entries = try await journal.begin(Self.run("r1"), entries: [JournalTests.entry, JournalTests.entry])
      let sent = try await journal.record(
        .intent(requestID: nil, deadline: Self.now + 60), of: entries[0], at: Self.now)
      try await journal.record(.failed("a gateway answered"), of: sent, at: Self.now + 20)
      let again = EntryTransition.intent(requestID: nil, deadline: Self.now + 200, settle: 30)
      await #expect(throws: JournalError.self) { try await journal.record(again, of: entries[1], at: Self.now + 89) }
      let claim = try await journal.claim(on: entries[1].id, request: nil, at: Self.now + 89, settle: 30)
      #expect(claim?.entry.id == entries[0].id && claim?.isDone == false)
      try await journal.record(again, of: entries[1], at: Self.now + 90)
    }
  }

  @Test(
    "another attempt, requester, type or subject is another key, and a subject that an org may store as the same is not"
  )
  func keys() async throws {
    let journal = try Journal(StateStore())
    let key = JournalTests.entry.key
    var others = Array(repeating: JournalTests.entry, count: 5)
    others[0].attempt = 2
    others[1].key = RequestKey(
      requestTypeID: key.requestTypeID, requester: UserID(fromOrg: "00u2"), subject: "e\u{301}")
    others[2].key = RequestKey(
      requestTypeID: RequestTypeID(fromOrg: "08ab2db568c7c300079fefd1"), requester: key.requester, subject: "e\u{301}")
    others[3].key = RequestKey(requestTypeID: key.requestTypeID, requester: key.requester, subject: "e")
    others[4].key = RequestKey(requestTypeID: key.requestTypeID, requester: key.requester, subject: " \u{E9} ")
    let entries = try await journal.begin(Self.run("r1"), entries: [JournalTests.entry] + others)
    var taken: [Bool] = []
    for entry in entries { taken.append(try await Self.holder(of: entry, in: journal) != nil) }
    #expect(taken == [false, false, false, false, false, true])
  }

  @Test("a finding about an earlier call of an entry is refused once the entry was sent again")
  func fencing() async throws {
    let journal = try Journal(StateStore())
    let planned = try await journal.begin(Self.run("r1"), entries: [JournalTests.entry])[0]
    let sent = try await journal.record(.intent(requestID: nil), of: planned, at: Self.now)
    let lost = try await journal.record(.ambiguous("lost"), of: sent, at: Self.now)
    let free = try await journal.record(.withdrawn, of: lost, at: Self.now)
    let again = try await journal.record(.intent(requestID: nil), of: free, at: Self.now)
    try await journal.record(.ambiguous("lost"), of: again, at: Self.now)
    await #expect(throws: JournalError.moved(planned.id)) {
      try await journal.record(.adopted(RequestID("61eb")), of: lost, at: Self.now)
    }
    #expect(try await journal.records.entry(planned.id)?.state == .ambiguous)
  }

  @Test("each of equal messages is sent once, and one that may have been sent only where that is allowed")
  func messages() async throws {
    let journal = try Journal(StateStore())
    let entries = try await journal.begin(
      Self.run("r1"), entries: [Self.message("hi"), Self.message("hi", occurrence: 2), Self.message("hi")])
    let first = try await journal.record(Self.toRequest, of: entries[0], at: Self.now)
    #expect(try await Self.holder(of: entries[1], in: journal, Self.toRequest) == nil)
    #expect(try await Self.holder(of: entries[2], in: journal, Self.toRequest)?.entry == first)
    try await journal.record(.ambiguous("lost"), of: first, at: Self.now)
    #expect(try await Self.holder(of: entries[2], in: journal, Self.toRequest) != nil)
    let resent = try await journal.begin(Self.run("r2"), entries: [Self.message("hi", supersedes: [first.id])])[0]
    #expect(try await Self.holder(of: resent, in: journal, Self.toRequest) == nil)
  }

  @Test("what is found is not that of a create that was given up while another one with its key is in flight")
  func inFlight() async throws {
    let journal = try Journal(StateStore())
    let entries = try await journal.begin(Self.run("r1"), entries: [JournalTests.entry, JournalTests.entry])
    let sent = try await journal.record(.intent(requestID: nil), of: entries[0], at: Self.now)
    let failed = try await journal.record(.failed("lost"), of: sent, at: Self.now)
    try await journal.record(.intent(requestID: nil), of: entries[1], at: Self.now)
    await #expect(throws: JournalError.claimed(RequestID("61eb"))) {
      try await journal.record(.adopted(RequestID("61eb")), of: failed, at: Self.now)
    }
  }

  @Test("two runs that may both send again what may have been sent send it once")
  func resentTwice() async throws {
    let journal = try Journal(StateStore())
    let first = try await journal.begin(Self.run("r1"), entries: [Self.message("hi")])[0]
    let lost = try await journal.record(Self.toRequest, of: first, at: Self.now)
    try await journal.record(.ambiguous("lost"), of: lost, at: Self.now)
    let again = Self.message("hi", supersedes: [first.id])
    let second = try await journal.begin(Self.run("r2"), entries: [again])[0]
    let sent = try await journal.record(Self.toRequest, of: second, at: Self.now)
    try await journal.record(.ambiguous("lost"), of: sent, at: Self.now)
    let third = try await journal.begin(Self.run("r3"), entries: [again])[0]
    #expect(try await Self.holder(of: third, in: journal, Self.toRequest)?.run == RunID("r2"))
  }

  @Test(
    "a create that was given up and is found after another one was made is done too, and leaves the key to that one")
  func foundLate() async throws {
    let journal = try Journal(StateStore())
    let entries = try await journal.begin(Self.run("r1"), entries: [JournalTests.entry, JournalTests.entry])
    let given = try await journal.record(
      .failed("no"), of: try await journal.record(.intent(requestID: nil), of: entries[0], at: Self.now), at: Self.now)
    let made = try await journal.record(.intent(requestID: nil), of: entries[1], at: Self.now)
    try await journal.record(.confirmed(RequestID("second")), of: made, at: Self.now)
    try await journal.record(.adopted(RequestID("first")), of: given, at: Self.now)
    #expect(try await journal.claim(on: given.id, request: nil, at: Self.now)?.requestID == RequestID("second"))
    #expect(
      try await journal.records.claimed([RequestID("first"), RequestID("second")], orgURL: "https://org").count == 2)
  }

  @Test(
    "moments of entries are kept by the clock of the state's server, so that machines with other clocks agree on them")
  func clocks() async throws {
    // The same database, as two machines see it whose clocks are five minutes apart.
    let fast = try StateStore(clockOffset: -300)
    let slow = try StateStore { _ in fast.database }
    let journal = Journal(fast)
    let planned = try await journal.begin(Self.run("r1"), entries: [JournalTests.entry])[0]
    let sent = try await journal.record(
      .intent(requestID: nil, deadline: Self.now + 70, anchor: Self.now), of: planned, at: Self.now)
    try await journal.record(.ambiguous("lost", isEnded: true), of: sent, at: Self.now + 5)
    let here = try #require(try await fast.records.entry(planned.id))
    #expect(here.intentAt == Self.now && here.outcomeAt == Self.now + 5 && here.deadline == Self.now + 5)
    let there = try #require(try await slow.records.entry(planned.id))
    #expect(there.intentAt == Self.now - 300 && there.deadline == Self.now - 295 && there.anchor == Self.now)
  }

  @Test("processes that race for the same keys send each once")
  func race() async throws {
    let journals = try (0..<4).map { _ in try Journal(StateStore(path: path, hold: .shared)) }
    let sent = try await withThrowingTaskGroup(of: [JournalEntry.ID].self) { group in
      for (number, journal) in journals.enumerated() {
        group.addTask {
          let entries = try await journal.begin(Self.run("r\(number)"), entries: JournalTests.entries(100))
          return try await withThrowingTaskGroup(of: JournalEntry.ID?.self) { group in
            for entry in entries {
              group.addTask { try await Self.holder(of: entry, in: journal) == nil ? entry.id : nil }
            }
            return try await group.reduce(into: []) { sent, id in if let id { sent.append(id) } }
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(sent.count == 100)
    #expect(try await journals[0].keysUnderWay(orgURL: "https://org").count == 100)
  }

  @Test("addresses that turn out to be one org's keep what each did, and one of them holds what both did")
  func joined() async throws {
    let journal = try Journal(StateStore())
    for (number, url) in ["https://a", "https://b"].enumerated() {
      var run = Self.run("r\(number)")
      run.orgURL = url
      let entries = try await journal.begin(run, entries: [JournalTests.entry, Self.message("hi")])
      let sent = try await journal.record(.intent(requestID: nil), of: entries[0], at: Self.now)
      try await journal.record(.confirmed(RequestID("61eb")), of: sent, at: Self.now)
      let message = try await journal.record(Self.toRequest, of: entries[1], at: Self.now)
      try await journal.record(.confirmed(RequestID("61eb")), of: message, at: Self.now)
    }
    for url in ["https://a", "https://b"] {
      _ = try await RequestCache(journal.state, orgURL: url).recordOrgID(OrgID("00o1"))
    }
    #expect(try await journal.records.entriesAffectingPlan(orgURL: "https://b").count == 4)
    let again = try await journal.begin(Self.run("r9").at("https://b"), entries: [JournalTests.entry])[0]
    #expect(try await Self.holder(of: again, in: journal)?.run == RunID("r0"))
  }

  @Test("a state in which earlier versions did a key twice is taken over, and its newest entry holds the key")
  func oldDuplicates() async throws {
    let states = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "States/version-5.sql")
    let queue = try DatabaseQueue(path: path)
    try await queue.write { db in
      try db.execute(sql: String(contentsOf: states, encoding: .utf8))
      let rows = [(900, "VPN", "first"), (901, "VPN", "second"), (902, "one", "third"), (903, "other", "third")]
      for (id, subject, request) in rows {
        try db.execute(
          sql: """
            INSERT INTO entry (id, run, kind, requestTypeId, requester, subject, attempt, fieldValues, file, line, "column",
              state, attempts, intentAt, outcomeAt, requestId)
            SELECT ?, id, 'create', 't', 'u', ?, 1, '[]', 'm.yaml', 1, 1, 'confirmed', 1, 5, 6, ? FROM run LIMIT 1
            """, arguments: [id, subject, request])
      }
    }
    try queue.close()
    let journal = try Journal(StateStore(path: path, hold: .shared))
    #expect(try await journal.claim(on: 900, request: nil, at: Self.now)?.entry.id == 901)
    #expect(try await journal.claim(on: 903, request: nil, at: Self.now)?.entry.id == 903)
    for id in 900...903 as ClosedRange<Int64> { #expect(try await journal.records.entry(id)?.state == .confirmed) }
  }
}

extension JournalRun {
  fileprivate func at(_ url: String) -> JournalRun {
    var run = self
    run.orgURL = url
    return run
  }
}
