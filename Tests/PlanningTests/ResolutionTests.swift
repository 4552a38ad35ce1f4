import Planning
import Model
import Testing

@Suite("What manifests name becomes users")
struct ResolutionTests {
  private static let ada = user("ada", "00u0000000000000aada")
  private static let bob = user("bob", "00u0000000000000abob")
  private static let eve = user("eve", "00u0000000000000aeve", "SUSPENDED")
  private static let crew = OrgGroup(id: GroupID(fromOrg: "00g0000000000000crew"), name: "Crew")

  private static func user(_ login: String, _ id: String, _ status: String = "ACTIVE") -> OrgUser {
    OrgUser(id: UserID(fromOrg: id), login: "\(login)@example.com", status: status)
  }

  private static let directory = Directory(
    users: [
      "ada@example.com": .user(ada), "a.lovelace@example.com": .user(ada), "bob@example.com": .user(bob),
      "eve@example.com": .user(eve), "info@example.com": .multiple([ada, bob]), "who@example.com": .notFound,
    ],
    groups: [
      "Crew": .group(crew, members: [ada, bob, eve]), "Gone": .group(crew, members: [eve]),
      "Empty": .group(crew, members: []), "Twins": .multiple([crew, crew]), "Nowhere": .notFound,
    ])

  private static func entry(_ subject: String = "VPN", file: String = "m.yaml") -> DeclaredEntry {
    DeclaredEntry(
      name: nil, requestTypeID: PlannerTests.type, subject: subject,
      fields: [
        DeclaredFieldValue(
          field: .id(PlannerTests.field), value: .string("why"), fieldRange: SourceRange(at: .start),
          valueRange: SourceRange(at: .start))
      ],
      messages: ["hello"], file: file, range: SourceRange(at: .start), requestTypeRange: SourceRange(at: .start))
  }

  /// The requesters of an entry stand in separate lines, from `line` on.
  private static func declared(
    _ requesters: [RequesterReference], in entry: DeclaredEntry = entry(), line: UInt32 = 1
  ) -> [DeclaredRequest] {
    zip(line..., requesters).map { line, requester in
      let mark = SourceMark(line: line, column: 3)
      let end = SourceMark(line: line, column: 9)
      return DeclaredRequest(
        entry: entry, requester: requester, requesterRange: SourceRange(start: mark, end: end), mark: mark)
    }
  }

  private static func summaries(_ findings: [Diagnostic]) -> [String] {
    findings.map { "\($0.range.start.line) \($0.code)" + $0.notes.map { " <- \($0.place.mark.line)" }.joined() }
  }

  /// The keys of what would be created: all, or those with one subject.
  private static func keys(_ resolution: Resolution, for subject: String? = nil) -> [RequestKey?] {
    resolution.declarations.map { subject == nil || $0.subject == subject ? $0.key : nil }
  }

  @Test("ids stay as they are, whatever the directory says")
  func ids() {
    let requests = Self.declared([.id(Self.eve.id), .ownUser, .id(Self.ada.id)])
    let resolution = Resolution(requests, by: Directory())
    #expect(resolution.declarations.map(\.requester) == [Self.eve.id, nil, Self.ada.id])
    #expect(resolution.declarations.map(\.place.text) == ["m.yaml:1:3", "m.yaml:2:3", "m.yaml:3:3"])
    #expect(resolution.declarations.allSatisfy { $0.messages == ["hello"] && $0.subject == "VPN" })
    #expect(
      TypeResolution(resolution, types: [:], creating: Self.keys(resolution)).declarations[0].fieldValues == [
        RequesterFieldValue(id: PlannerTests.field, value: .string("why"))
      ])
    #expect(resolution.errors.isEmpty && resolution.warnings.isEmpty && resolution.users.isEmpty)
    #expect(DirectoryQuery(requests).isEmpty)
  }

  @Test("logins in either case and groups become their users, those who cannot request left out of groups only")
  func names() {
    let requests = Self.declared([.name("EVE@example.com"), .group("Crew"), .ownUser])
    let resolution = Resolution(requests, by: Self.directory)
    #expect(resolution.declarations.map(\.requester) == [Self.eve.id, Self.ada.id, Self.bob.id, nil])
    #expect(resolution.declarations.map(\.place.mark.line) == [1, 2, 2, 3])
    #expect(resolution.errors.isEmpty)
    #expect(Self.summaries(resolution.warnings) == ["2 inactive-members"])
    #expect(resolution.warnings[0].message.hasSuffix("left out: eve@example.com is SUSPENDED"))
    #expect(Set(resolution.users.keys) == [Self.ada.id, Self.bob.id, Self.eve.id])
    let questions = DirectoryQuery(requests)
    #expect(questions.names == ["eve@example.com": "EVE@example.com"] && questions.groups == ["Crew"])
  }

  @Test("a name of no user or of several is reported at each place, once, in the order of the manifests")
  func unknown() {
    let other = Self.entry("Mail", file: "a.yaml")
    let requests =
      Self.declared([.name("info@example.com"), .name("bpb@example.com"), .group("Twins"), .group("Nowhere")], line: 4)
      + Self.declared([.name("who@example.com")], in: other, line: 2)
      + Self.declared([.name("who@example.com")], in: Self.entry("Disk", file: "a.yaml"), line: 2)
    let resolution = Resolution(requests, by: Self.directory)
    #expect(
      Self.summaries(resolution.errors) == [
        "4 ambiguous-user", "5 unknown-user", "6 ambiguous-group", "7 unknown-group", "2 unknown-user",
      ])
    #expect(resolution.errors[0].hint?.contains("00u0000000000000aada (ada@example.com, ACTIVE)") == true)
    #expect(resolution.errors[1].hint == "write a login, an e-mail address or a user's id")
    #expect(resolution.errors.map(\.file) == ["m.yaml", "m.yaml", "m.yaml", "m.yaml", "a.yaml"])
    #expect(resolution.errors[0].range.end.column == 9)
  }

  @Test("two names of one user, or two entries that ask for the same, are reported with both places")
  func doubles() {
    let requests =
      Self.declared([.id(Self.bob.id), .name("ada@example.com"), .name("a.lovelace@example.com")])
      + Self.declared([.id(Self.ada.id)], in: Self.entry(), line: 10)
      + Self.declared([.group("Crew")], in: Self.entry(), line: 20)
      + Self.declared([.name("ada@example.com")], in: Self.entry("other"), line: 30)
    let resolution = Resolution(requests, by: Self.directory)
    #expect(
      Self.summaries(resolution.errors) == [
        "3 duplicate-user <- 2", "10 duplicate-declaration <- 2", "20 duplicate-declaration <- 2",
      ])
    #expect(resolution.errors[2].message.hasSuffix("for ada@example.com (\(Self.ada.id.text)), and for 1 more"))
  }

  @Test("the token's own user is reported where another entry names them, and taken for themselves elsewhere")
  func ownUser() {
    let requests =
      Self.declared([.ownUser]) + Self.declared([.id(Self.ada.id)], line: 5)
      + Self.declared([.ownUser], in: Self.entry("other"), line: 9)
    let resolution = Resolution(requests, by: Directory(ownUser: Self.ada.id))
    #expect(Self.summaries(resolution.errors) == ["5 duplicate-declaration <- 1"])
    #expect(resolution.declarations.map(\.requester) == [Self.ada.id, Self.ada.id])
    #expect(Resolution(requests, by: Directory(ownUser: Self.bob.id)).declarations.count == 3)
    #expect(DirectoryQuery(requests).includesOwnUser)
  }

  @Test("an entry asks once for a user who is named and is in a group, or who is in two groups")
  func unions() {
    let requests = Self.declared([.group("Crew"), .name("ada@example.com"), .group("Crew"), .id(Self.bob.id)])
    let resolution = Resolution(requests, by: Self.directory)
    #expect(resolution.errors.isEmpty)
    #expect(resolution.declarations.map(\.requester) == [Self.ada.id, Self.bob.id])
  }

  @Test("a group without anybody who can request is a warning", arguments: ["Gone", "Empty"])
  func emptyGroups(group: String) {
    let resolution = Resolution(Self.declared([.group(group)]), by: Self.directory)
    #expect(resolution.declarations.isEmpty && resolution.errors.isEmpty)
    #expect(Self.summaries(resolution.warnings) == ["1 empty-group"])
  }

  @Test(
    "a named user who cannot request is reported at the place, and keeps from being created only what is not there yet",
    arguments: [
      ("ACTIVE", true), ("PROVISIONED", true), ("RECOVERY", true), ("PASSWORD_EXPIRED", true), ("LOCKED_OUT", true),
      ("STAGED", false), ("SUSPENDED", false), ("DEPROVISIONED", false),
    ])
  func inactive(status: String, canRequest: Bool) {
    let zoe = Self.user("zoe", "00u0000000000000azoe", status)
    var directory = Self.directory
    directory.users["zoe@example.com"] = .user(zoe)
    let entries = [Self.entry(), Self.entry("made before")]
    let declared = entries.enumerated().flatMap { number, entry in
      Self.declared([.name("bob@example.com"), .name("zoe@example.com")], in: entry, line: 1 + 2 * UInt32(number))
    }
    let resolution = Resolution(declared, by: directory)
    let users = UserFindings(resolution, UserLookupResult(), creating: Self.keys(resolution, for: "VPN"))
    #expect(resolution.errors.isEmpty && resolution.declarations.count == 4)
    #expect(Self.summaries(users.diagnostics) == (canRequest ? [] : ["2 inactive-user"]))
    let key = RequestKey(requestTypeID: PlannerTests.type, requester: zoe.id, subject: "VPN")
    #expect(
      users.obstacles
        == (canRequest ? [:] : [key: "zoe@example.com is \(status): nothing can be requested for such a user"]))
  }

  @Test("an unknown user is an error at each place, or, where such users are skipped, blocks what would be created")
  func skipped() {
    let declared =
      Self.declared([.name("bob@example.com"), .name("Who@example.com"), .id(Self.eve.id), .id(Self.ada.id)])
      + Self.declared([.id(Self.eve.id), .name("who@example.com")], in: Self.entry("made before"), line: 9)
    let answers = UserLookupResult(found: [Self.ada.id: Self.ada], unknown: [Self.eve.id])
    let strict = Resolution(declared, by: Self.directory)
    let keys = Self.keys(strict, for: "VPN")
    #expect(Self.summaries(strict.errors) == ["2 unknown-user", "10 unknown-user"])
    #expect(strict.usersToCheck(creating: keys) == [Self.eve.id, Self.ada.id])
    let refused = UserFindings(strict, answers, creating: keys)
    #expect(Self.summaries(refused.errors) == ["3 unknown-user"] && refused.obstacles.isEmpty)

    let lenient = Resolution(declared, by: Self.directory, skipsUnknownUsers: true)
    #expect(lenient.errors.isEmpty && lenient.declarations.count == 6)
    let allKeys = Self.keys(lenient, for: "VPN")
    #expect(lenient.usersToCheck(creating: allKeys) == [Self.eve.id, Self.ada.id])
    let skipped = UserFindings(lenient, answers, creating: allKeys)
    #expect(skipped.errors.isEmpty)
    #expect(Self.summaries(skipped.diagnostics) == ["2 unknown-user", "3 unknown-user"])
    #expect(
      skipped.obstacles.map { "\($0.key.requester?.text ?? "") \($0.value)" }.sorted() == [
        "00u0000000000000aeve the org has no user \"00u0000000000000aeve\"",
        "Who@example.com the org has no user \"Who@example.com\"",
      ])
  }

  @Test("a user that a login or a group names is not looked up by id, nor the token's own user")
  func known() {
    let declared =
      Self.declared([.id(Self.ada.id), .id(Self.bob.id), .id(Self.eve.id)])
      + Self.declared([.name("ada@example.com")], in: Self.entry("other"), line: 9)
    let directory = Directory(users: Self.directory.users, ownUser: Self.bob.id)
    let resolution = Resolution(declared, by: directory)
    #expect(resolution.usersToCheck(creating: Self.keys(resolution)) == [Self.eve.id])
  }
}
