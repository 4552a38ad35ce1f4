import Applying
import Foundation
import Journaling
import Planning
import Model
import Simulation
import Testing
import Throttling

@Suite("Users named by their ids")
struct UserCheckTests {
  private static func id(_ number: Int) -> UserID { UserID(fromOrg: String(format: "00u%017d", number)) }

  /// An org that knows users by their numbers, a state, and plans for users named by their ids.
  private struct World {
    let time = SimulatedTime()
    let org: SimulatedOrg
    let cache: RequestCache

    init(users: Range<Int>, suspended: Set<Int> = []) async throws {
      org = SimulatedOrg(time: time)
      cache = try await RequestCache(StateStore(), orgURL: "https://org")
      for number in users {
        org.add(
          OrgUser(
            id: UserCheckTests.id(number), login: "user\(number)",
            status: suspended.contains(number) ? "SUSPENDED" : "ACTIVE"))
      }
    }

    /// What a plan finds for these users, none of which has a request, and what it asked: lists and single users.
    func find(
      _ numbers: Range<Int>, asking questions: UserChecks = .new
    ) async throws -> (findings: UserFindings, calls: [Int]) {
      let entry = DeclaredEntry(
        name: nil, requestTypeID: RequestTypeID(fromOrg: "t"), subject: "s", fields: [], messages: [], file: "m",
        range: SourceRange(at: .start), requestTypeRange: SourceRange(at: .start))
      let declared = numbers.map { number in
        let mark = SourceMark(line: UInt32(number + 1), column: 1)
        return DeclaredRequest(
          entry: entry, requester: .id(UserCheckTests.id(number)), requesterRange: SourceRange(at: mark), mark: mark)
      }
      let before = calls
      let reader = ThrottledReader(
        service: org, limiter: RateLimiter(settings: RateSettings(reserve: 0), time: time.timeSource),
        policy: RetryPolicy(), time: time.timeSource, random: { 0.5 })
      let findings = try await OrgReader(reader: reader, listLag: .seconds(10))
        .users(named: Resolution(declared, by: Directory()), cache: cache, checks: questions)
      return (findings, zip(calls, before).map(-))
    }

    private var calls: [Int] { [CallFamily.listUsers, .retrieveUser].map(org.calls) }

    func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
      try await time.run { () async -> Result<Value, any Error> in
        do { return .success(try await body()) } catch { return .failure(error) }
      }.get()
    }

    func wait(seconds: Int) async { await time.sleep(until: time.now + .seconds(seconds)) }
  }

  @Test("a call asks for thirty user ids, and a known user is not asked for again for a day")
  func batches() async throws {
    let world = try await World(users: 0..<95, suspended: [7])
    try await world.run {
      let first = try await world.find(0..<91)
      #expect(first.calls == [4, 0])
      #expect(
        first.findings.diagnostics.map(\.message) == ["user7 is SUSPENDED: nothing can be requested for such a user"])
      #expect(first.findings.obstacles.count == 1 && first.findings.errors.isEmpty && first.findings.refusal == nil)
      #expect(try await world.find(0..<95).calls == [1, 0], "four are new")
      #expect(try await world.find(0..<95).calls == [0, 0])
      await world.wait(seconds: 601)
      #expect(try await world.find(0..<95).calls == [1, 0], "whether user7 can request by now")
      #expect(try await world.find(0..<95, asking: .all).calls == [4, 0])
      #expect(try await world.find(0..<95, asking: .none).calls == [0, 0])
      await world.wait(seconds: 86_401)
      #expect(try await world.find(0..<95).calls == [4, 0])
    }
  }

  @Test("an id that no list shows is asked for by itself before it is an error; after twenty the list is believed")
  func unknown() async throws {
    let world = try await World(users: 0..<30)
    try await world.run {
      let one = try await world.find(20..<31)
      #expect(one.calls == [1, 1])
      #expect(one.findings.errors.map(\.code) == [.unknownUser])
      #expect(one.findings.errors.map(\.message) == ["the org has no user \"\(Self.id(30).text)\""])
      #expect(one.findings.errors.map(\.range.start.line) == [31])
      #expect(one.findings.obstacles.isEmpty && one.findings.diagnostics.isEmpty)
      let many = try await world.find(30..<80)
      #expect(many.calls == [2, 20])
      #expect(many.findings.errors.map(\.range.start.line) == Array(31...80))
    }
  }

  @Test(
    "where the org refuses the question or something else answers, ids are taken as written, and no more is asked",
    arguments: [
      .forbidden(ServiceError(status: 403, code: "E0000006", summary: "no permission")),
      .rejected(ServiceError(status: 404, code: "E0000007", summary: "not found")),
      .rejected(ServiceError(status: 400, code: "E0000031", summary: "invalid filter")),
      .unauthenticated(ServiceError(status: 401, code: "E0000011", summary: "insufficient scope")),
      .intercepted(ServiceError(status: 404, summary: "a page")), .noCredentials("no scope"),
    ] as [ServiceFailure])
  func refused(failure: ServiceFailure) async throws {
    let world = try await World(users: 0..<3, suspended: [1])
    try await world.run {
      _ = try await world.find(0..<3)
      world.org.refuse([.listUsers], with: failure)
      let found = try await world.find(0..<100)
      #expect(found.calls == [1, 0])
      #expect(found.findings.refusal == failure.text)
      #expect(found.findings.errors.isEmpty)
      #expect(found.findings.diagnostics.map(\.code) == [.inactiveUser], "what is known counts")
    }
  }

  @Test("an administrator who sees only some users is not said to know them all")
  func partlySeen() async throws {
    let world = try await World(users: 0..<3)
    world.org.refuse(
      [.retrieveUser], with: .forbidden(ServiceError(status: 403, code: "E0000006", summary: "no permission")))
    try await world.run {
      let found = try await world.find(0..<50)
      #expect(found.calls == [2, 1])
      #expect(found.findings.errors.isEmpty && found.findings.refusal?.contains("no permission") == true)
    }
  }

  @Test("an org that fails at the question for good keeps no ids from being planned")
  func broken() async throws {
    let world = try await World(users: 0..<3)
    world.org.refuse([.listUsers], with: .lost("status 502", nil))
    try await world.run {
      let found = try await world.find(0..<3)
      #expect(found.findings.errors.isEmpty && found.findings.refusal == "status 502")
    }
  }
}
