import Foundation
import Journaling
import Model
import Testing

@Suite("What the cache of requests keeps")
struct RequestCacheTests {
  private static func moment(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

  private static func request(
    _ id: String, changed: Double = 100, status: String = "OPEN", decision: RequestDecision? = nil,
    course: RequestCourse? = nil
  ) -> ExistingRequest {
    ExistingRequest(
      id: RequestID(id), requestTypeID: RequestTypeID(fromOrg: "t"), requester: UserID(fromOrg: "u"),
      subject: "subject", status: status, created: moment(50), lastUpdated: moment(changed), decision: decision,
      course: course)
  }

  private static let key = request("any").key

  private static func ids(_ cache: RequestCache) async throws -> [String] {
    try await cache.requests(keys: [key]).map(\.id.text).sorted()
  }

  /// Lists these requests as one page.
  private static func list(
    _ requests: [ExistingRequest], in cache: RequestCache, elapsed: Double = 0, settled: Double = 0,
    notAfter: Double = 1_000
  ) async throws {
    let isOurs = try await cache.add(
      RequestPage(requests: requests, next: nil), of: try await cache.beginListing(), from: moment(0),
      elapsed: elapsed, settled: settled, notAfter: moment(notAfter))
    #expect(isOurs)
  }

  @Test(
    "a page of a listing that another process has begun from scratch is not taken in, nor is anything dropped for it",
    arguments: StateKind.allCases)
  func otherListing(_ kind: StateKind) async throws {
    let cache = try await RequestCache(kind.state(), orgURL: "https://org")
    try await Self.list([Self.request("r1")], in: cache)
    let generation = try await cache.beginListing()
    #expect(try await cache.beginListing() == generation + 1)
    for next in [nil, PageLink(pathAndQuery: "/next")] {
      let page = RequestPage(requests: [Self.request("r2")], next: next)
      let isOurs = try await cache.add(
        page, of: generation, from: Self.moment(0), elapsed: 0, settled: 0, notAfter: Self.moment(1_000))
      #expect(!isOurs)
    }
    #expect(try await Self.ids(cache) == ["r1"])
    let progress = try await cache.progress()
    #expect(progress.generation == generation + 1 && progress.readUpTo == nil && progress.listing == nil)
  }

  /// A whole listing, and up to which moment it counts as read.
  struct Listing: Sendable {
    /// The moments of what it showed.
    var shown: [Double]
    var elapsed: Double
    var notAfter = 1_000.0
    var readUpTo: Double
  }

  @Test(
    "a listing counts as read up to the newest moment that it has shown, less the time that it took, and never beyond now",
    arguments: StateKind.allCases,
    [
      Listing(shown: [100, 300], elapsed: 20, readUpTo: 280),
      Listing(shown: [100, 300], elapsed: 20, notAfter: 200, readUpTo: 180),
      Listing(shown: [100], elapsed: .infinity, readUpTo: 0), Listing(shown: [], elapsed: 1, readUpTo: 0),
    ])
  func readUpTo(_ kind: StateKind, of listing: Listing) async throws {
    let cache = try await RequestCache(kind.state(), orgURL: "https://org")
    let requests = listing.shown.enumerated().map { Self.request("r\($0.offset)", changed: $0.element) }
    try await Self.list(requests, in: cache, elapsed: listing.elapsed, notAfter: listing.notAfter)
    #expect(try await cache.progress().readUpTo == Self.moment(listing.readUpTo))
    try await cache.add([], readUpTo: Self.moment(listing.readUpTo - 10))
    #expect(try await cache.progress().readUpTo == Self.moment(listing.readUpTo), "it never goes back")
  }

  @Test(
    "what a whole listing does not show is dropped, unless it is so young that the list may show it late",
    arguments: StateKind.allCases)
  func dropped(_ kind: StateKind) async throws {
    let cache = try await RequestCache(kind.state(), orgURL: "https://org")
    try await cache.add(
      [Self.request("old"), Self.request("young", changed: 295), Self.request("shown")], readUpTo: nil)
    try await cache.addUnlisted([Self.request("unlisted", changed: 299)])
    #expect(try await cache.hidesRequests())
    try await Self.list([Self.request("shown", changed: 300)], in: cache, settled: 10)
    #expect(try await Self.ids(cache) == ["shown", "young"])
    #expect(try await !cache.hidesRequests())
  }

  @Test(
    "a decision is kept until its request changes, and a reading without one does not take it away",
    arguments: StateKind.allCases)
  func decisions(_ kind: StateKind) async throws {
    let cache = try await RequestCache(kind.state(), orgURL: "https://org")
    try await cache.add([Self.request("r1", status: "RESOLVED")], readUpTo: nil)
    try await cache.keep([(Self.request("r1", status: "RESOLVED", decision: .denied), listed: Self.moment(100))])
    try await cache.add([Self.request("r1", status: "RESOLVED")], readUpTo: nil)
    #expect(try await cache.requests(keys: [Self.key])[0].decision == .denied)
    try await cache.add([Self.request("r1", changed: 101, status: "RESOLVED")], readUpTo: nil)
    #expect(try await cache.requests(keys: [Self.key])[0].decision == nil)
    try await cache.add([Self.request("r1", changed: 101, status: "RESOLVED", decision: .approved)], readUpTo: nil)
    #expect(try await cache.requests(keys: [Self.key])[0].decision == .approved)
  }

  @Test(
    "how far a request has come is kept until it changes, whether a retrieval or a create showed it",
    arguments: StateKind.allCases)
  func courses(_ kind: StateKind) async throws {
    let cache = try await RequestCache(kind.state(), orgURL: "https://org")
    let ids = ["created", "retrieved", "listed"].map(RequestID.init)
    let pending = RequestCourse(approvals: [.init(status: "PENDING")])
    let denied = RequestCourse(
      approvals: [
        .init(
          status: "COMPLETED", decision: "DENIED", approver: UserID(fromOrg: "m"), approverName: "Max \u{1F511}",
          decided: Self.moment(99.123))
      ], actions: [.init(status: "PENDING", kind: "ASSIGN_APP_TO_USER")])
    try await cache.add(
      [Self.request("created", course: pending), Self.request("retrieved"), Self.request("listed")], readUpTo: nil)
    try await cache.keep([(Self.request("retrieved", course: denied), listed: Self.moment(100))])
    try await cache.add([Self.request("retrieved"), Self.request("created")], readUpTo: nil)
    #expect(try await cache.courses(of: ids) == [ids[0]: pending, ids[1]: denied])
    // It has changed between the reading and the retrieval.
    try await cache.keep([(Self.request("listed", course: denied), listed: Self.moment(99))])
    try await cache.add([Self.request("retrieved", changed: 101)], readUpTo: nil)
    #expect(try await cache.courses(of: ids) == [ids[0]: pending])
  }

  @Test(
    "the newest date that was seen is kept, and an older one only where the clock was set back",
    arguments: StateKind.allCases)
  func dates(_ kind: StateKind) async throws {
    let cache = try await RequestCache(kind.state(), orgURL: "https://org")
    for (seen, isSetBack, kept) in [(100.0, false, 100.0), (90, false, 100), (110, false, 110), (50, true, 50)] {
      try await cache.saw(Self.moment(seen), isSetBack: isSetBack)
      #expect(try await cache.progress().dateSeen == Self.moment(kept))
    }
  }

  @Test(
    "processes that add an org and write the same requests at the same moment, in any order, leave each of them once",
    arguments: StateKind.allCases)
  func writtenTogether(_ kind: StateKind) async throws {
    try await kind.with(4) { states in
      let requests = (0..<100).map { Self.request("r\($0)") }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, state) in states.enumerated() {
          group.addTask {
            let cache = try await RequestCache(state, orgURL: "https://org")
            for _ in 1...5 {
              try await cache.add(
                index % 2 == 0 ? requests : requests.reversed(), readUpTo: index < 2 ? nil : Self.moment(9))
            }
          }
        }
        try await group.waitForAll()
      }
      for state in states {
        let cache = try await RequestCache(state, orgURL: "https://org")
        #expect(try await Self.ids(cache).count == 100)
        #expect(try await cache.progress().generation == 0)
      }
    }
  }
}
