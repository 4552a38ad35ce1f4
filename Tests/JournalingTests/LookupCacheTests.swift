import Foundation
import Journaling
import Model
import Testing

@Suite("What the state remembers of an org")
struct LookupCacheTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  private static let ada = OrgUser(
    id: UserID(fromOrg: "00ub0oNGTSWTBKOLGLNR"), login: "ada@example.com", email: "ada@mail", status: "ACTIVE")
  private static let bob = OrgUser(id: UserID(fromOrg: "00uijntSwJjSHtDY70g3"), login: "bob", status: "STAGED")
  private static let crew = OrgGroup(id: GroupID(fromOrg: "00g0000000000000crew"), name: "Crew")

  private func moment(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

  @Test(
    "a user is known by each name for the time that is asked, and no org knows another one's",
    arguments: StateKind.allCases)
  func users(_ kind: StateKind) async throws {
    let state = try await kind.state()
    let lookups = LookupCache(in: try await RequestCache(state, orgURL: "https://org"))
    try await lookups.store(["ada@example.com": Self.ada, "ada@mail": Self.ada, "bob": Self.bob], at: moment(1_000))
    let names: Set = ["ada@mail", "bob", "eve"]
    let known = try await lookups.users(names, fetchedWithin: moment(1_000)...moment(1_060))
    #expect(known == ["ada@mail": Self.ada, "bob": Self.bob])
    #expect(try await lookups.users(names, fetchedWithin: moment(1_001)...moment(1_060)).isEmpty, "too old")
    #expect(
      try await lookups.users(names, fetchedWithin: moment(900)...moment(999)).isEmpty, "read by a clock that was ahead"
    )
    let other = LookupCache(in: try await RequestCache(state, orgURL: "https://b"))
    #expect(try await other.users(names, fetchedWithin: moment(0)...moment(2_000)).isEmpty)
    var gone = Self.ada
    gone.status = "DEPROVISIONED"
    try await lookups.store(["ada@mail": gone], at: moment(1_050))
    let later = try await lookups.users(["ada@mail", "ada@example.com"], fetchedWithin: moment(1_000)...moment(1_060))
    #expect(later == ["ada@mail": gone, "ada@example.com": Self.ada])
  }

  @Test(
    "a group is known with the members of its last reading only, by each name that it was written as",
    arguments: StateKind.allCases)
  func groups(_ kind: StateKind) async throws {
    let lookups = LookupCache(in: try await RequestCache(kind.state(), orgURL: "https://org"))
    try await lookups.store(Self.crew, writtenAs: "Crew", members: [Self.bob, Self.ada], at: moment(1_000))
    try await lookups.store(Self.crew, writtenAs: Self.crew.id.text, members: [], at: moment(1_000))
    let span = moment(1_000)...moment(2_000)
    let first = try #require(try await lookups.group("Crew", fetchedWithin: span))
    #expect(first.group == Self.crew)
    #expect(first.members.map(\.id) == [Self.ada.id, Self.bob.id])
    #expect(first.members.map(\.status) == ["ACTIVE", "STAGED"])
    #expect(try await lookups.group(Self.crew.id.text, fetchedWithin: span)?.members.isEmpty == true)
    #expect(try await lookups.group("crew", fetchedWithin: span) == nil, "names of groups are case-sensitive")
    try await lookups.store(Self.crew, writtenAs: "Crew", members: [Self.bob], at: moment(1_500))
    #expect(try await lookups.group("Crew", fetchedWithin: span)?.members.map(\.id) == [Self.bob.id])
    #expect(try await lookups.group("Crew", fetchedWithin: moment(1_501)...moment(2_000)) == nil)
  }

  @Test("a request type is known with all that the org reported of its fields, also to another process")
  func requestTypes() async throws {
    let path = scratch.path("state.db")
    let type = RequestType(
      id: RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0"), name: "Sales", status: "ACTIVE",
      fields: [
        RequestType.Field(
          id: FieldID(fromOrg: "1c5ef673-8dbb-4b9c-ac76-0b4180116e43"), prompt: "Which?", isRequired: true,
          kind: .select,
          options: ["a", "b"])
      ],
      approvers: [
        .manager, .resourceOwner, .user(UserID(fromOrg: "u")), .members([GroupID(fromOrg: "g")]), .unknown,
      ])
    let custom = RequestType(
      id: RequestTypeID(fromOrg: "08ab2db568c7c300079fefd1"), name: "Custom", status: "DRAFT", fields: nil)
    try await LookupCache(in: try await RequestCache(StateStore(path: path), orgURL: "https://org")).store(
      [type, custom], at: moment(1_000))
    let lookups = LookupCache(in: try await RequestCache(StateStore(path: path), orgURL: "https://org"))
    let ids: Set = [type.id, custom.id, RequestTypeID(fromOrg: "08ab2db568c7c300079fefd2")]
    #expect(
      try await lookups.requestTypes(ids, fetchedWithin: moment(1_000)...moment(1_000)) == [
        type.id: type, custom.id: custom,
      ])
    #expect(try await lookups.requestTypes(ids, fetchedWithin: moment(1_001)...moment(1_002)).isEmpty)
  }
}
