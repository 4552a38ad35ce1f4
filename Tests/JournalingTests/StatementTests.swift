import Foundation
import Journaling
import Model
import Testing

@Suite("What is asked of a state's database")
struct StatementTests {
  static let orgURL = "https://org"

  private static func request(_ number: Int) -> ExistingRequest {
    ExistingRequest(
      id: RequestID("request \(number)"), requestTypeID: RequestTypeID(fromOrg: "t"), requester: UserID(fromOrg: "u"),
      subject: "subject \(number)", status: "OPEN", created: Date(timeIntervalSince1970: Double(number)),
      lastUpdated: Date(timeIntervalSince1970: Double(number)))
  }

  /// Everything that a state can be asked.
  static func askForEverything(in state: StateStore) async throws {
    let moment = Date(timeIntervalSince1970: 9)
    let cache = try await RequestCache(state, orgURL: orgURL)
    _ = try await cache.progress()
    for isSetBack in [false, true] { try await cache.saw(moment, isSetBack: isSetBack) }
    let generation = try await cache.beginListing()
    for next in [PageLink(pathAndQuery: "/next"), nil] {
      let page = RequestPage(requests: [request(1)], next: next)
      _ = try await cache.add(page, of: generation, from: moment, elapsed: 1, settled: 1, notAfter: moment)
    }
    try await cache.add([request(1)], readUpTo: moment)
    try await cache.addUnlisted([request(2)])
    try await cache.markUnlisted([RequestID("request 1")])
    try await cache.keep([(request(1), listed: request(1).lastUpdated)])
    _ = try await cache.courses(of: [RequestID("request 1")])
    _ = try await cache.changed(after: nil)
    _ = try await cache.newestMoment()
    _ = try await cache.hasAtMost(5)
    _ = try await cache.hidesRequests()
    _ = try await cache.requestsWithoutRequester()
    _ = try await cache.requests(keys: [request(1).key], ids: [RequestID("request 2")])
    try await cache.remove([RequestID("request 1")])
    try await askForOrgs(of: cache)
    try await askForLookups(in: cache)
    try await askForRecords(in: state)
    try await askForJournal(in: state)
  }

  private static func askForOrgs(of cache: RequestCache) async throws {
    _ = try await cache.identity()
    _ = try await cache.recordOrgID(nil)
    _ = try await cache.recordOrgID(OrgID("00o1"))
    _ = try await cache.isSameOrg(at: "https://other")
  }

  private static func askForLookups(in cache: RequestCache) async throws {
    let lookups = LookupCache(in: cache)
    let moment = Date(timeIntervalSince1970: 9)
    let user = OrgUser(id: UserID(fromOrg: "u"), login: "ada", status: "ACTIVE")
    let type = RequestType(id: RequestTypeID(fromOrg: "t"), name: "Sales", status: "ACTIVE", fields: [])
    try await lookups.store(["ada": user], at: moment)
    _ = try await lookups.users(["ada"], fetchedWithin: moment...moment)
    try await lookups.store(
      OrgGroup(id: GroupID(fromOrg: "g"), name: "Crew"), writtenAs: "Crew", members: [user], at: moment)
    _ = try await lookups.group("Crew", fetchedWithin: moment...moment)
    _ = try await lookups.groupNames([GroupID(fromOrg: "g")])
    try await lookups.store([type], at: moment)
    _ = try await lookups.requestTypes([type.id], fetchedWithin: moment...moment)
  }

  private static func askForJournal(in state: StateStore) async throws {
    let (journal, moment) = (Journal(state), Date(timeIntervalSince1970: 9))
    let planned = try await journal.begin(JournalTests.run, entries: [JournalTests.entry, JournalTests.entry])
    let intent = EntryTransition.intent(requestID: nil, deadline: moment, anchor: moment)
    let sent = try await journal.record(intent, of: planned[0], at: moment)
    _ = try await journal.keysUnderWay(orgURL: JournalTests.run.orgURL)
    for request in [nil, RequestID("request 1")] {
      _ = try await journal.claim(on: planned[1].id, request: request, at: moment)
    }
    let created = try await journal.record(.created(request(3)), of: sent, at: moment)
    _ = try await journal.record(.gone, of: created, at: moment)
    let lost = try await journal.record(intent, of: planned[1], at: moment)
    let ambiguous = try await journal.record(.ambiguous("lost", isEnded: true), of: lost, at: moment)
    _ = try await journal.record(.adopted(RequestID("request 4"), request: request(4)), of: ambiguous, at: moment)
    let cancel = try await journal.begin(CancelEntryTests.run("r2"), entries: [CancelEntryTests.cancel])
    _ = try await journal.claim(on: cancel[0].id, request: RequestID("request 1"), at: moment)
    let canceling = try await journal.record(CancelEntryTests.intent, of: cancel[0], at: moment)
    _ = try await journal.record(.canceled(request(1)), of: canceling, at: moment)
    try await journal.store([.createRequest: .window(calls: 60, seconds: 60)], orgURL: orgURL)
    try await journal.markDeadRuns(at: moment)
    try await journal.end(JournalTests.run.id, state: .finished, calls: 2, throttled: 0, at: moment)
  }

  private static func askForRecords(in state: StateStore) async throws {
    _ = try await state.records.runs()
    _ = try await state.records.counts(of: RunID("r1"))
    _ = try await state.records.entry(1)
    _ = try await state.records.entries(of: RunID("r1"))
    _ = try await state.records.entriesAffectingPlan(orgURL: orgURL)
    _ = try await state.records.creates(orgURL: orgURL)
    _ = try await state.records.refusals(orgURL: orgURL)
    _ = try await state.records.claimed([RequestID("request 1")], orgURL: orgURL)
    _ = try await state.records.rateLimits(orgURL: orgURL)
  }

  @Test("everything can be asked of each kind of database", arguments: StateKind.allCases)
  func askable(_ kind: StateKind) async throws {
    try await Self.askForEverything(in: kind.state())
  }

  @Test("everything that is asked of a state is found by an index")
  func indexes() async throws {
    let (state, watched) = try await WatchedDatabase.state()
    try await Self.askForEverything(in: state)
    // Tables with a row for each org or run are small; the others here are what a subquery gave.
    let small = ["CONSTANT ROW", "mirror", "orgAddress", "run", "known", "newest"]
    var scans: [String] = []
    for text in watched.texts {
      let steps = try await watched.steps(of: text)
      scans += steps.filter { $0.hasPrefix("SCAN") && !small.contains(String($0.dropFirst(5))) }.map {
        "\($0): \(text)"
      }
    }
    #expect(scans.isEmpty)
  }

  @Test("a key, a moment, a flag and an id are each found by the index that is made for them")
  func bestIndexes() async throws {
    let (state, watched) = try await WatchedDatabase.state()
    try await Self.askForEverything(in: state)
    for (condition, index) in [
      ("keyHash = $2", "existingByKey (org=? AND keyHash=?)"),
      ("lastUpdated > $2", "existingByChange (org=? AND lastUpdated>?)"),
      ("lastUpdated <= $2", "existingByChange (org=? AND lastUpdated<?)"),
      ("isUnlisted = 1 LIMIT", "existingUnlisted (org=?)"),
      ("requester = ''", "existingOfAnybody (org=?)"), ("FROM existing WHERE id = $1", "PRIMARY KEY (id=? AND org=?)"),
    ] {
      let text = try #require(watched.texts.first { $0.hasPrefix("SELECT") && $0.contains(condition) }, "\(condition)")
      let steps = try await watched.steps(of: text)
      #expect(steps.contains { $0.hasSuffix(index) }, "\(condition): \(steps)")
    }
  }

  @Test("each text can be run by SQLite and by PostgreSQL: its arguments are numbered in the order of their first use")
  func portableTexts() async throws {
    let (state, watched) = try await WatchedDatabase.state()
    try await Self.askForEverything(in: state)
    #expect(watched.texts.count > 40)
    for text in watched.texts {
      var used: [Int] = []
      for match in text.matches(of: /\$(\d+)/) {
        if let number = Int(match.output.1), !used.contains(number) { used.append(number) }
      }
      #expect(used == Array(0..<used.count).map { $0 + 1 }, "\(text)")
      let words = ["?", "INDEXED BY", "INSERT OR", "iif(", "IS DISTINCT", "IS NOT (", "rowid", "GLOB"]
      #expect(!words.contains(where: text.contains), "\(text)")
    }
  }

  @Test(
    "10,000 keys or ids are looked up in one round trip to a server, and as many marks are written in a few",
    arguments: [(StateKind.sqlite, 1_000), (.postgreSQL, 10_000)])
  func largeSets(_ kind: StateKind, read: Int) async throws {
    let (state, watched) = try await WatchedDatabase.state(kind)
    let cache = try await RequestCache(state, orgURL: Self.orgURL)
    let requests = (0..<10_000).map(Self.request)
    let ids = requests.map(\.id)
    let before = watched.transactions.count
    try await cache.addUnlisted(requests)
    #expect(try await cache.requests(keys: Set(requests.map(\.key))).map(\.id).sorted() == ids.sorted())
    #expect(try await cache.requests(keys: [], ids: Set(ids)).count == 10_000)
    try await cache.markUnlisted(ids)
    try await cache.remove(ids)
    #expect(try await cache.requests(keys: Set(requests.map(\.key))).isEmpty)
    let sizes = watched.transactions.dropFirst(before).map { transaction in
      (isQuery: transaction.allSatisfy(\.isQuery), rows: transaction.reduce(0) { $0 + $1.arguments.count })
    }
    #expect(sizes.filter { $0.isQuery }.map(\.rows) == Array(repeating: read, count: 30_000 / read))
    #expect(sizes.filter { !$0.isQuery }.map(\.rows) == Array(repeating: 2_000, count: 15))
  }

  @Test(
    "where a plan asks for most of all known requests, they are read in the order in which they are stored",
    arguments: StateKind.allCases)
  func mostOfAll(_ kind: StateKind) async throws {
    let (state, watched) = try await WatchedDatabase.state(kind)
    let cache = try await RequestCache(state, orgURL: Self.orgURL)
    let other = try await RequestCache(state, orgURL: "https://other")
    let requests = (0..<21_000).map(Self.request)
    try await cache.addUnlisted(requests)
    try await other.addUnlisted([Self.request(30_000)])
    let before = watched.transactions.count
    let asked = Array(requests.dropFirst(500)) + [Self.request(30_000)]
    let found = try await cache.requests(keys: Set(asked.map(\.key)))
    #expect(Set(found.map(\.id)) == Set(asked.dropLast().map(\.id)) && found.count == 20_500)
    let texts = watched.transactions.dropFirst(before).joined().map(\.sql)
    #expect(texts.count == 4)
    guard kind == .sqlite else { return }
    for text in texts.dropFirst() {
      #expect(try await watched.steps(of: text).map { $0.prefix(50) } == ["SEARCH existing USING PRIMARY KEY (id>?)"])
    }
  }
}
