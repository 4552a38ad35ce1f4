import Foundation
import Journaling
import Model
import Testing

@Suite("An org is known by its id")
struct OrgIdentityTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  private static func recorded(_ journal: Journal, at url: String, run: String) async throws -> JournalEntry.ID {
    var run = JournalRun(
      id: RunID(run), orgURL: url, planDigest: "", startedAt: Date(), host: "here", processID: 1)
    run.state = .running
    let planned = try await journal.begin(run, entries: [JournalTests.entry])[0]
    let sent = try await journal.record(.intent(requestID: nil), of: planned, at: Date())
    return try await journal.record(.confirmed(RequestID("request \(run.id.text)")), of: sent, at: Date()).id
  }

  private static func counted(_ journal: Journal, at url: String) async throws -> [JournalEntry.ID] {
    try await journal.records.entriesAffectingPlan(orgURL: url).map(\.id)
  }

  @Test("another address of the same org counts what was done at the first, and the id is asked for once an address")
  func twoAddresses() async throws {
    let journal = try Journal(StateStore())
    let first = try await RequestCache(journal.state, orgURL: "https://acme.okta.com")
    #expect(try await first.identity() == .unknown)
    #expect(try await first.recordOrgID(OrgID("00o1")).identity() == .known(OrgID("00o1")))
    let id = try await Self.recorded(journal, at: "https://acme.okta.com", run: "r1")
    let second = try await RequestCache(journal.state, orgURL: "https://id.acme.com")
    #expect(try await second.identity() == .unknown)
    #expect(try await Self.counted(journal, at: "https://id.acme.com").isEmpty)
    let known = try await second.recordOrgID(OrgID("00o1"))
    #expect(try await Self.counted(journal, at: "https://id.acme.com") == [id])
    #expect(try await known.isSameOrg(at: "https://acme.okta.com"))
    #expect(try await RequestCache(journal.state, orgURL: "https://id.acme.com").identity() == .known(OrgID("00o1")))
  }

  @Test("runs at two addresses that were used before either was asked for its id are joined")
  func joined() async throws {
    let journal = try Journal(StateStore())
    let old = try await RequestCache(journal.state, orgURL: "https://acme.okta.com")
    let one = try await Self.recorded(journal, at: "https://acme.okta.com", run: "r1")
    _ = try await RequestCache(journal.state, orgURL: "https://id.acme.com").recordOrgID(OrgID("00o1"))
    let two = try await Self.recorded(journal, at: "https://id.acme.com", run: "r2")
    _ = try await old.recordOrgID(OrgID("00o1"))
    for url in ["https://acme.okta.com", "https://id.acme.com"] {
      #expect(try await Self.counted(journal, at: url) == [one, two])
    }
  }

  @Test(
    "what a list said before the org's id was known counts under its id, and for processes that do not know the id yet",
    arguments: StateKind.allCases)
  func keptList(_ kind: StateKind) async throws {
    let state = try await kind.state()
    let old = try await RequestCache(state, orgURL: "https://acme.okta.com")
    let (generation, moment) = (try await old.beginListing(), Date(timeIntervalSince1970: 1_000))
    let page = RequestPage(requests: [Self.request("r1"), Self.request("r2")], next: nil)
    _ = try await old.add(page, of: generation, from: moment, elapsed: 0, settled: 0, notAfter: moment)
    let known = try await old.recordOrgID(OrgID("00o1"))
    for cache in [known, old, try await RequestCache(state, orgURL: "https://acme.okta.com")] {
      #expect(try await cache.requests(keys: [JournalTests.entry.key]).map(\.id.text).sorted() == ["r1", "r2"])
      #expect(try await cache.progress().generation == generation)
      #expect(try await cache.progress().readUpTo == Date(timeIntervalSince1970: 1_000))
    }
    // Another address of the same org with a list of its own adds nothing to what the org's list said.
    let second = try await RequestCache(state, orgURL: "https://id.acme.com")
    try await second.add([Self.request("r3")], readUpTo: nil)
    let joined = try await second.recordOrgID(OrgID("00o1"))
    #expect(try await joined.requests(keys: [JournalTests.entry.key]).map(\.id.text).sorted() == ["r1", "r2"])
  }

  @Test(
    "processes that learn an org's id at the same moment, at several of its addresses, know it as one",
    arguments: StateKind.allCases)
  func learnedTogether(_ kind: StateKind) async throws {
    try await kind.with(6) { states in
      let caches = try await withThrowingTaskGroup(of: RequestCache.self) { group in
        for (index, state) in states.enumerated() {
          group.addTask {
            try await RequestCache(state, orgURL: "https://org-\(index % 3)").recordOrgID(OrgID("00o1"))
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for cache in caches {
        #expect(try await cache.isSameOrg(at: "https://org-0"))
        #expect(try await cache.identity() == .known(OrgID("00o1")))
      }
    }
  }

  @Test("another id at an address is another org, of which nothing is known, and the former one is not forgotten")
  func replaced() async throws {
    let journal = try Journal(StateStore())
    let cache = try await RequestCache(journal.state, orgURL: "https://acme.okta.com").recordOrgID(OrgID("00o1"))
    let id = try await Self.recorded(journal, at: "https://acme.okta.com", run: "r1")
    let other = try await cache.recordOrgID(OrgID("00o2"))
    #expect(try await Self.counted(journal, at: "https://acme.okta.com").isEmpty)
    #expect(try await other.progress().generation == 0)
    #expect(try await other.newestMoment() == nil)
    #expect(try await other.recordOrgID(OrgID("00o1")).identity() == .known(OrgID("00o1")))
    #expect(try await Self.counted(journal, at: "https://acme.okta.com") == [id])
  }

  @Test("an org that says that it has no id is not asked again")
  func none() async throws {
    let journal = try Journal(StateStore())
    #expect(try await RequestCache(journal.state, orgURL: "https://a").recordOrgID(nil).identity() == .none)
    #expect(try await RequestCache(journal.state, orgURL: "https://a").identity() == .none)
    #expect(try await RequestCache(journal.state, orgURL: "https://b").identity() == .unknown)
  }

  @Test("one request serves one create of an org, and a refused one spoils nothing that it shares a commit with")
  func claimed() async throws {
    let path = scratch.path("state.db")
    let journal = try Journal(StateStore(path: path, hold: .shared))
    var entries = try await journal.begin(JournalTests.run, entries: JournalTests.entries(40))
    for index in entries.indices {
      entries[index] = try await journal.record(.intent(requestID: nil), of: entries[index], at: Date())
    }
    let claimed = await withTaskGroup(of: Bool.self) { group in
      for (index, entry) in entries.enumerated() {
        group.addTask {
          // Every fourth reply names the same request.
          let request = Self.request(index % 4 == 0 ? "twice" : "request \(index)")
          do throws(JournalError) {
            try await journal.record(.created(request), of: entry, at: Date())
            return false
          } catch {
            return error == .claimed(request.id)
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(claimed == 9)
    #expect(try await journal.records.counts(of: JournalTests.run.id) == [.confirmed: 31, .sent: 9])
    let left = try #require(try await journal.records.entries(of: JournalTests.run.id).first { $0.state == .sent })
    let lost = try await journal.record(.ambiguous("lost"), of: left.version, at: Date())
    await #expect(throws: JournalError.claimed(RequestID("twice"))) {
      try await journal.record(.adopted(RequestID("twice")), of: lost, at: Date())
    }
    try await journal.record(.adopted(RequestID("another")), of: lost, at: Date())
    #expect(
      try await journal.records.claimed([RequestID("another"), RequestID("none")], orgURL: "https://org") == [
        RequestID("another")
      ])
  }

  private static func request(_ id: String) -> ExistingRequest {
    ExistingRequest(
      id: RequestID(id), requestTypeID: JournalTests.entry.key.requestTypeID,
      requester: JournalTests.entry.key.requester,
      subject: JournalTests.entry.key.subject, status: "OPEN", created: Date(), lastUpdated: Date())
  }
}
