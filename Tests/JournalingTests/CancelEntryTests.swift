import Foundation
import Journaling
import Model
import Testing

@Suite("Entries that take requests back")
struct CancelEntryTests {
  private static let now = Date(timeIntervalSince1970: 2000)
  private static let request = RequestID("61eb")
  static let intent = EntryTransition.intent(requestID: request, deadline: now + 70)
  /// Of a request with the key of `JournalTests.entry`.
  static let cancel = NewEntry(
    kind: .cancel, name: "team", key: JournalTests.entry.key, place: JournalTests.entry.place, requestID: request)

  static func run(_ id: String) -> JournalRun {
    JournalRun(
      id: RunID(id), orgURL: "https://org", planDigest: "d", startedAt: now, host: "here", processID: 7,
      origin: "build 7")
  }

  private static func canceled(at moment: Date) -> ExistingRequest {
    let key = cancel.key
    return ExistingRequest(
      id: request, requestTypeID: key.requestTypeID, requester: key.requester, subject: key.subject, status: "CANCELED",
      created: now - 500, lastUpdated: moment)
  }

  @Test(
    "of all runs one takes a request back at a time: the next one may once the org has refused it, and not once it is done",
    arguments: StateKind.allCases)
  func claims(_ kind: StateKind) async throws {
    for (moves, isTaken) in [
      ([.ambiguous("lost")], true), ([.canceled(Self.canceled(at: Self.now))], true),
      ([.ambiguous("lost"), .canceled(Self.canceled(at: Self.now))], true), ([.confirmed(Self.request)], true),
      ([.rejected("too late")], false), ([.failed("no")], false), ([.withdrawn], false),
      ([.ambiguous("lost"), .rejected("too late")], false), ([.ambiguous("lost"), .absent], false),
    ] as [([EntryTransition], Bool)] {
      try await kind.with(2) { states in
        let (ours, theirs) = (Journal(states[0]), Journal(states[1]))
        var first = try await ours.begin(Self.run("r1"), entries: [Self.cancel])[0]
        let second = try await theirs.begin(Self.run("r2"), entries: [Self.cancel])[0]
        first = try await ours.record(Self.intent, of: first, at: Self.now)
        for move in moves { first = try await ours.record(move, of: first, at: Self.now) }
        var holder: Claim?
        do throws(JournalError) {
          try await theirs.record(Self.intent, of: second, at: Self.now)
        } catch .taken(let claim) {
          holder = claim
        }
        #expect((holder != nil) == isTaken, "\(moves)")
        #expect(holder == nil || holder?.requestID == Self.request && holder?.text == "run r1 (build 7)")
      }
    }
  }

  @Test(
    "a message, a create and a cancel of one request have a claim each", arguments: StateKind.allCases
  )
  func otherKinds(_ kind: StateKind) async throws {
    let journal = Journal(try await kind.state())
    let message = NewEntry(
      kind: .message("why", index: 0), name: nil, key: Self.cancel.key, place: Self.cancel.place,
      requestID: Self.request)
    let entries = try await journal.begin(Self.run("r1"), entries: [JournalTests.entry, message, Self.cancel])
    try await journal.record(.intent(requestID: nil), of: entries[0], at: Self.now)
    try await journal.record(.intent(requestID: Self.request), of: entries[1], at: Self.now)
    try await journal.record(Self.intent, of: entries[2], at: Self.now)
    let read = try await journal.records.entries(of: RunID("r1"))
    #expect(read.map(\.isCreate) == [true, false, false] && read.map(\.isMessage) == [false, true, false])
    #expect(read[2].kind == .cancel && read[2].requestID == Self.request && read[2].deadline == Self.now + 70)
    #expect(read.compactMap(\.createdRequest) == [])
    #expect(try await journal.keysUnderWay(orgURL: "https://org") == [JournalTests.entry.key])
  }

  @Test(
    "a cancel is in the cache with its outcome, and the list is not read again from the creation of its request on",
    arguments: StateKind.allCases)
  func cached(_ kind: StateKind) async throws {
    let state = try await kind.state()
    let cache = try await RequestCache(state, orgURL: "https://org")
    var open = Self.canceled(at: Self.now - 500)
    (open.status, open.decision) = ("OPEN", .undecided)
    let generation = try await cache.beginListing()
    let page = RequestPage(requests: [open], next: nil)
    _ = try await cache.add(page, of: generation, from: Self.now, elapsed: 1, settled: 1, notAfter: Self.now)
    let readUpTo = try #require(try await cache.progress().readUpTo)
    let journal = Journal(state)
    let entry = try await journal.begin(Self.run("r1"), entries: [Self.cancel])[0]
    let sent = try await journal.record(Self.intent, of: entry, at: Self.now)
    try await journal.record(.canceled(Self.canceled(at: Self.now + 1)), of: sent, at: Self.now)
    let known = try await cache.requests(keys: [Self.cancel.key])
    #expect(known.map(\.decision) == [.canceled] && known.map(\.lastUpdated) == [Self.now + 1])
    #expect(try await cache.progress().readUpTo == readUpTo)
    #expect(try await journal.records.entriesAffectingPlan(orgURL: "https://org").map(\.kind) == [.cancel])
  }
}
