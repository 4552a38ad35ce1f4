import Applying
import Foundation
import Journaling
import Planning
import Model
import Simulation
import Testing
import Throttling

@Suite("Users and groups of the org")
struct DirectoryTests {
  private static func user(_ number: Int, _ login: String? = nil, email: String? = nil, status: String = "ACTIVE")
    -> OrgUser
  {
    OrgUser(
      id: UserID(fromOrg: String(format: "00u%017d", number)), login: login ?? "user\(number)@example.com",
      email: email ?? login ?? "user\(number)@example.com", status: status)
  }

  private static func id(_ number: Int) -> UserID { user(number).id }

  /// What a fresh process with a state of its own, or with `lookups`, finds out.
  private static func lookUp(
    _ requesters: [RequesterReference], in org: SimulatedOrg, time: SimulatedTime, lookups: LookupCache,
    ignoringCache: Bool = false
  ) async throws -> Directory {
    let entry = DeclaredEntry(
      name: nil, requestTypeID: RequestTypeID(fromOrg: "t"), subject: "s", fields: [], messages: [], file: "m",
      range: SourceRange(at: .start), requestTypeRange: SourceRange(at: .start))
    let declared = requesters.map {
      DeclaredRequest(entry: entry, requester: $0, requesterRange: SourceRange(at: .start), mark: .start)
    }
    let limiter = RateLimiter(settings: RateSettings(reserve: 0), time: time.timeSource)
    let reader = ThrottledReader(
      service: org, limiter: limiter, policy: RetryPolicy(), time: time.timeSource, random: { 0.5 })
    return try await OrgReader(reader: reader, listLag: .seconds(10))
      .directory(for: DirectoryQuery(declared), lookups: lookups, ignoringCache: ignoringCache)
  }

  private static func lookups() async throws -> LookupCache {
    LookupCache(in: try await RequestCache(StateStore(), orgURL: "https://org"))
  }

  private static func running<Value: Sendable>(
    _ time: SimulatedTime, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await time.run { () async -> Result<Value, any Error> in
      do { return .success(try await body()) } catch { return .failure(error) }
    }.get()
  }

  private static func reads(_ org: SimulatedOrg) -> [Int] {
    [CallFamily.retrieveUser, .listUsers, .listGroups, .listMembers].map(org.calls)
  }

  @Test("a hundred logins take four calls, and those written in another case one more each")
  func batches() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    for number in 0..<100 { org.add(Self.user(number, number % 25 == 0 ? "User\(number)@Example.com" : nil)) }
    let lookups = try await Self.lookups()
    let directory = try await Self.running(time) {
      try await Self.lookUp(
        (0..<100).map { .name("user\($0)@example.com") } + [.name("who@example.com")], in: org, time: time,
        lookups: lookups)
    }
    for number in 0..<100 {
      guard case .user(let user)? = directory.users["user\(number)@example.com"] else {
        Issue.record("user \(number) is not known")
        continue
      }
      #expect(user.id == Self.id(number))
    }
    #expect(directory.users["who@example.com"] == .notFound)
    let reads = Self.reads(org)
    #expect(reads[0] == 5, "four in another case, and one unknown")
    #expect((3...5).contains(reads[1]))
  }

  @Test("one login takes one call, an address that is none's login a second one, and one of several users is ambiguous")
  func addresses() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    org.add(Self.user(1, "ada", email: "ada@example.com"))
    org.add(Self.user(2, "bob", email: "info@example.com"))
    org.add(Self.user(3, "eve", email: "info@example.com"))
    org.add(Self.user(4, "info2@example.com", email: "info@example.com"))
    try await Self.running(time) {
      let lookups = try await Self.lookups()
      let one = try await Self.lookUp([.name("ADA")], in: org, time: time, lookups: lookups)
      #expect(one.users == ["ada": .user(Self.user(1, "ada", email: "ada@example.com"))])
      #expect(Self.reads(org) == [1, 0, 0, 0])
      let address = try await Self.lookUp([.name("ADA@example.com")], in: org, time: time, lookups: lookups)
      #expect(address.users["ada@example.com"] == one.users["ada"])
      #expect(Self.reads(org) == [2, 2, 0, 0])
      let several = try await Self.lookUp(
        [.name("info@example.com"), .name("info2@example.com")], in: org, time: time, lookups: lookups)
      guard case .multiple(let users)? = several.users["info@example.com"] else {
        Issue.record("an address of three users is taken for one's")
        return
      }
      #expect(users.map(\.id) == [Self.id(2), Self.id(3), Self.id(4)])
      #expect(several.users["info2@example.com"] == .user(Self.user(4, "info2@example.com", email: "info@example.com")))
    }
  }

  @Test("an address is found in whatever case it is written here and there, and is ambiguous across cases")
  func cases() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    let ada = Self.user(1, "ada", email: "Ada@Example.com")
    org.add(ada)
    org.add(Self.user(2, "bob", email: "Info@example.com"))
    org.add(Self.user(3, "eve", email: "info@example.com"))
    let writings: [[RequesterReference]] = [
      [.name("ada@example.com")], [.name("Ada@Example.com"), .name("ada@example.com")],
      [.name("ada@example.com"), .name("Ada@Example.com"), .name("eve")],
    ]
    try await Self.running(time) {
      for written in writings {
        let lookups = try await Self.lookups()
        let directory = try await Self.lookUp(written, in: org, time: time, lookups: lookups)
        #expect(directory.users["ada@example.com"] == .user(ada))
      }
      let lookups = try await Self.lookups()
      let directory = try await Self.lookUp([.name("info@example.com")], in: org, time: time, lookups: lookups)
      guard case .multiple(let users)? = directory.users["info@example.com"] else {
        Issue.record("an address of two users is taken for one's")
        return
      }
      #expect(users.map(\.id) == [Self.id(2), Self.id(3)])
    }
  }

  @Test("a user that was found is cached for a day, one that cannot request for ten minutes, and a refresh always asks")
  func remembered() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    org.add(Self.user(1, "ada"))
    org.add(Self.user(2, "bob", status: "SUSPENDED"))
    try await Self.running(time) {
      let lookups = try await Self.lookups()
      func calls(_ requesters: [RequesterReference], ignoringCache: Bool = false) async throws -> Int {
        let before = Self.reads(org).reduce(0, +)
        _ = try await Self.lookUp(requesters, in: org, time: time, lookups: lookups, ignoringCache: ignoringCache)
        return Self.reads(org).reduce(0, +) - before
      }
      let both: [RequesterReference] = [.name("ada"), .name("bob")]
      #expect(try await calls(both) == 1)
      #expect(try await calls(both) == 0)
      await time.sleep(until: time.now + .seconds(601))
      #expect(try await calls(both) == 1, "whether bob can request by now")
      #expect(try await calls([.name("ada")], ignoringCache: true) == 1)
      await time.sleep(until: time.now + .seconds(86_300))
      #expect(try await calls([.name("ada")]) == 0)
      await time.sleep(until: time.now + .seconds(101))
      #expect(try await calls([.name("ada")]) == 1)
      #expect(try await calls([.name("who")]) == 2)
      #expect(try await calls([.name("who")]) == 2, "an unknown user is not cached")
    }
  }

  @Test("a group is found by id, by name and where search is refused, with all members of all pages, for ten minutes")
  func groups() async throws {
    let time = SimulatedTime()
    var traits = SimulatedOrg.Traits()
    traits.pageSize = 20
    let org = SimulatedOrg(time: time, seed: 1, traits: traits, faults: SimulatedOrg.Faults())
    for number in 0..<55 { org.add(Self.user(number)) }
    let crew = OrgGroup(id: GroupID(fromOrg: "00g0000000000000crew"), name: "Crew")
    org.add(crew, members: (0..<45).map(Self.id))
    org.add(OrgGroup(id: GroupID(fromOrg: "00g0000000000crewtwo"), name: "Crew two"), members: [Self.id(50)])
    org.add(OrgGroup(id: GroupID(fromOrg: "00g000000000000twin1"), name: "Twin"), members: [])
    org.add(OrgGroup(id: GroupID(fromOrg: "00g000000000000twin2"), name: "Twin"), members: [])
    try await Self.running(time) {
      let lookups = try await Self.lookups()
      let written: [RequesterReference] = ["Crew", crew.id.text, "Twin", "Unknown", "00g0000000000unknown"]
        .map { .group($0) }
      let directory = try await Self.lookUp(written, in: org, time: time, lookups: lookups)
      for name in ["Crew", crew.id.text] {
        guard case .group(let group, let members)? = directory.groups[name] else {
          Issue.record("\(name) is not known")
          continue
        }
        #expect(group.id == crew.id && members.map(\.id) == (0..<45).map(Self.id))
      }
      guard case .multiple(let twins)? = directory.groups["Twin"] else {
        Issue.record("twins are taken for one group")
        return
      }
      #expect(twins.count == 2)
      #expect(directory.groups["Unknown"] == .notFound)
      #expect(directory.groups["00g0000000000unknown"] == .notFound)
      #expect(
        Self.reads(org) == [0, 0, 4, 7],
        "an unknown group is searched for twice; three pages twice, and one that is not there")
      _ = try await Self.lookUp(Array(written.prefix(2)), in: org, time: time, lookups: lookups)
      #expect(Self.reads(org) == [0, 0, 4, 7])
      org.refuseSearch()
      await time.sleep(until: time.now + .seconds(601))
      let later = try await Self.lookUp([.group("crew")], in: org, time: time, lookups: lookups)
      guard case .group(crew, let members)? = later.groups["crew"] else {
        Issue.record("not found by its beginning")
        return
      }
      #expect(members.count == 45)
    }
  }

  @Test(
    "an answer that says nothing about groups is a failure, not a missing group", arguments: [302, 404, 409])
  func noAnswer(status: Int) async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    org.refuseSearch(with: status)
    try await Self.running(time) {
      let lookups = try await Self.lookups()
      let failure = await #expect(throws: ReadFailure.self) {
        try await Self.lookUp([.group("Crew")], in: org, time: time, lookups: lookups)
      }
      guard case .service(.rejected(let error))? = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(error.status == status)
    }
  }

  @Test("a token that may not see users or groups fails with the missing scope")
  func forbidden() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    org.refuse(
      [.retrieveUser, .listUsers, .listGroups, .listMembers],
      with: .forbidden(ServiceError(status: 403, code: "E0000006", summary: "no permission")))
    try await Self.running(time) {
      let lookups = try await Self.lookups()
      for (requester, scope) in [
        (RequesterReference.name("ada"), OAuthScope.usersRead), (.group("Crew"), .groupsRead),
      ] {
        let refusal = await #expect(throws: DirectoryAccessError.self) {
          try await Self.lookUp([requester], in: org, time: time, lookups: lookups)
        }
        #expect(refusal?.scope == scope)
      }
    }
  }
}
