import Foundation
import Testing

@Suite("users by name, and groups")
struct PeopleTests {
  /// An org with a group of 450 members, some people, and an address that two of them share.
  private static func seed() -> String {
    let staff = (0..<450).map { number in
      "  - { id: \(id(number)), login: user\(number)@example.com, status: \(number < 3 ? "DEPROVISIONED" : "ACTIVE") }\n"
    }
    return """
      requestTypes:
        - { id: 61eb2db568c7c300079fefd2, name: vpn }
      users:
        - { id: 00ub0oNGTSWTBKOLGLNR, login: Ada@example.com, email: ada.lovelace@example.com }
        - { id: 00uijntSwJjSHtDY70g3, login: bob, email: info@example.com }
        - { id: 00u1aBcDeFgHiJkLmNoP, login: eve@example.com, email: info@example.com, status: SUSPENDED }
      \(staff.joined())groups:
        - { id: 00g1emaKYZTWRYYRRTSK, name: Everyone here, members: [\((0..<450).map(id).joined(separator: ", "))] }
        - { id: 00g2emaKYZTWRYYRRTSK, name: Empty group }
      """
  }

  private static func id(_ number: Int) -> String { "00u" + String(format: "%017d", number) }

  private static func manifest(_ users: String, subject: String = "VPN") -> String {
    """
    apiVersion: writ/v1
    kind: AccessRequests
    requests:
      - requestTypeId: 61eb2db568c7c300079fefd2
        subject: \(subject)
        users: \(users)

    """
  }

  private static func with(
    _ users: String, _ body: (ServedOrg, ScratchFolder) async throws -> Void
  ) async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", seed())
    try folder.file("m.yaml", manifest(users))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in try await body(org, folder) }
  }

  private static func run(_ arguments: String..., org: ServedOrg, in folder: ScratchFolder) async throws
    -> WritProgram.Run
  {
    try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
  }

  private static func calls(_ org: ServedOrg) async throws -> [String: Int] {
    try await org.statistics().buckets.mapValues(\.calls).filter { $0.value > 0 }
  }

  @Test(
    "logins, addresses and a group of 450 become requests without inactive members, and are looked up once")
  func applies() async throws {
    try await Self.with("[ADA@example.com, bob, { group: Everyone here }, user5@example.com]") { org, folder in
      let transcript = Transcript("people-group", of: org, in: folder)
      var plan = try await Self.run("plan", "m.yaml", "--out", "p.json", org: org, in: folder)
      // All but its 449 lines for people.
      plan.output = plan.output.split(separator: "\n").suffix(2).joined(separator: "\n") + "\n"
      transcript.record(plan, of: ["plan", "m.yaml", "--out", "p.json"])
      #expect(plan.status == 0)
      #expect(plan.error.contains("m.yaml:6:35: warning[inactive-members]: "))
      let asked = try await Self.calls(org)
      #expect(
        asked == [
          "listUsers": 1, "users": 1, "groups": 1, "listMembers": 3, "listRequests": 1, "retrieveRequestType": 1,
        ])
      let apply = try await Self.run("apply", "--plan", "p.json", "--yes", "--quiet", org: org, in: folder)
      #expect(apply.status == 0, "\(apply.error)")
      let again = try await transcript.run("apply", "m.yaml", "--yes")
      #expect(again.status == 0)
      let after = try await Self.calls(org)
      #expect(after["listMembers"] == 3 && after["groups"] == 1 && after["users"] == 1 && after["listUsers"] == 1)
      #expect(try await org.statistics().requests == 449)
      let full = try await transcript.run("plan", "m.yaml", "--refresh", "full")
      #expect(full.output == again.output)
      #expect(try await Self.calls(org)["listMembers"] == 6)
      try transcript.check()
    }
  }

  @Test("unknown and ambiguous users and groups are all reported with their places, and nothing is sent")
  func findings() async throws {
    try await Self.with("") { org, folder in
      try folder.file(
        "m.yaml",
        Self.manifest(
          "[bpb, Ada@example.com, ada.lovelace@example.com, bob, info@example.com, {group: Nowhere}, {group: Empty group}]"
        ))
      let transcript = Transcript("people-findings", of: org, in: folder)
      for command in [["plan", "m.yaml"], ["apply", "m.yaml", "--yes"]] {
        let run = try await transcript.run(list: command)
        #expect(run.status == 3)
        #expect(run.output == "")
        for place in [
          "m.yaml:6:13: error[unknown-user]: ", "m.yaml:6:35: error[duplicate-user]: ",
          "m.yaml:6:66: error[ambiguous-user]: ", "m.yaml:6:84: error[unknown-group]: ", "warning[empty-group]: ",
        ] { #expect(run.error.contains(place), "\(run.error)") }
      }
      try transcript.check()
      #expect(try await org.statistics().requests == 0)
    }
  }

  @Test("a create for a suspended user is blocked and the others are applied, also from a saved plan")
  func blocked() async throws {
    try await Self.with("[eve@example.com, bob]") { org, folder in
      let transcript = Transcript("people-suspended", of: org, in: folder)
      let plan = try await transcript.run("plan", "m.yaml", "--out", "p.json")
      #expect(plan.status == 0 && plan.error.contains("m.yaml:6:13: error[inactive-user]: "), "\(plan.error)")
      #expect(try await transcript.run("apply", "--plan", "p.json", "--yes").status == 4)
      #expect(try await org.statistics().requests == 1)
      #expect(try await transcript.run("journal", "show").status == 0)
      let list = try await Self.run("journal", "list", "--format", "json", org: org, in: folder)
      #expect(list.output.contains(/"blocked": 1,\n *"withheld": 0,/), "\(list.output)")
      try transcript.check()
    }
  }

  @Test("an entry for the token's own user and one that names the same user are a duplicate declaration")
  func ownUser() async throws {
    try await Self.with("") { org, folder in
      try folder.file(
        "m.yaml",
        Self.manifest("")
          + "  - { requestTypeId: 61eb2db568c7c300079fefd2, subject: VPN, users: [00uLocalDevToken0001] }\n")
      let transcript = Transcript("people-own-user", of: org, in: folder)
      let apply = try await transcript.run("apply", "m.yaml", "--yes")
      #expect(apply.status == 3)
      #expect(apply.error.contains("m.yaml:7:70: error[duplicate-declaration]"), "\(apply.error)")
      #expect(apply.error.contains("  note: m.yaml:5:14: "), "\(apply.error)")
      #expect(try await org.statistics().requests == 0)
      try transcript.check()
    }
  }

  @Test("user ids are checked once, thirty in a call, and not for requests that exist")
  func ids() async throws {
    let users = (3..<63).map(Self.id).joined(separator: ", ")
    try await Self.with("[\(users)]") { org, folder in
      let first = try await Self.run("plan", "m.yaml", org: org, in: folder)
      #expect(first.status == 0, "\(first.error)")
      #expect(try await Self.calls(org) == ["listUsers": 2, "listRequests": 1, "retrieveRequestType": 1])
      let second = try await Self.run("plan", "m.yaml", org: org, in: folder)
      #expect(second.output == first.output && second.error == first.error)
      let apply = try await Self.run("apply", "m.yaml", "--yes", "--quiet", org: org, in: folder)
      #expect(apply.status == 0, "\(apply.error)")
      let transcript = Transcript("people-ids", of: org, in: folder)
      #expect(try await transcript.run("plan", "m.yaml", "--state", "lost.db", "--detailed-exitcode").status == 0)
      try transcript.check()
      let after = try await Self.calls(org)
      #expect(after["listUsers"] == 2 && after["users"] == nil && after["createRequest"] == 60)
    }
  }

  @Test("an unknown user id is reported with its place, together with unknown names, and nothing is sent")
  func unknownIDs() async throws {
    let unknown = "00u9aBcDeFgHiJkLmNoP"
    try await Self.with("[bob, \(unknown)]") { org, folder in
      try folder.file("n.yaml", Self.manifest("[who, bob, \(unknown)]"))
      let transcript = Transcript("people-unknown-ids", of: org, in: folder)
      for arguments in [["plan", "m.yaml"], ["apply", "m.yaml", "--yes"], ["plan", "n.yaml"]] {
        let run = try await transcript.run(list: arguments)
        #expect(run.status == 3 && run.output == "")
        let place = arguments[1] == "m.yaml" ? "m.yaml:6:18" : "n.yaml:6:23"
        #expect(run.error.contains("\(place): error[unknown-user]: "), "\(run.error)")
        #expect(run.error.contains(" --skip-unknown-users"), "\(run.error)")
      }
      let unchecked = try await transcript.run("plan", "m.yaml", "--no-user-check", "--detailed-exitcode")
      #expect(unchecked.status == 2, "\(unchecked.error)")
      #expect(try await org.statistics().requests == 0)
      try transcript.check()
    }
  }

  @Test("--skip-unknown-users blocks the requests of unknown users and applies the rest, also from a saved plan")
  func skipsUnknown() async throws {
    let unknown = "00u9aBcDeFgHiJkLmNoP"
    let users = "[bob, who@example.com, \(unknown), 00u1aBcDeFgHiJkLmNoP]"
    try await Self.with(users) { org, folder in
      let transcript = Transcript("people-skip-unknown", of: org, in: folder)
      let plan = try await transcript.run("plan", "m.yaml", "--skip-unknown-users", "--out", "p.json")
      #expect(plan.status == 0 && plan.error.contains("m.yaml:6:18: error[unknown-user]: "), "\(plan.error)")
      let direct = ["apply", "m.yaml", "--skip-unknown-users", "--state", "other.db", "--yes", "--dry-run"]
      let dry = try await WritProgram.run(list: direct, environment: org.environment, folder: folder.url)
      #expect(dry.output == plan.output, "plan and apply block the same")
      #expect(try await transcript.run("apply", "--plan", "p.json", "--yes").status == 4)
      #expect(try await org.statistics().requests == 1)
      #expect(try await transcript.run("apply", "m.yaml", "--skip-unknown-users", "--yes").status == 4)
      #expect(try await org.statistics().requests == 1)
      try transcript.check()
    }
  }

  @Test("a service app without okta.users.read applies user ids without checking them, and says so once")
  func withoutScope() async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", TestApp.seed(dpop: false, scopes: []))
    try folder.file("m.yaml", ManifestText.requests(40))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      var environment = TestApp.environment(of: org)
      environment["OKTA_CLIENT_SCOPES"] = "okta.governance.accessRequests.read okta.governance.accessRequests.manage"
      for arguments in [["plan", "m.yaml"], ["apply", "m.yaml", "--yes"]] {
        let run = try await WritProgram.run(list: arguments, environment: environment, folder: folder.url)
        #expect(run.status == 0, "\(run.error)")
        let notes = run.error.split(separator: "\n").filter { $0.contains("okta.users.read") }
        #expect(notes.count == 1, "\(run.error)")
      }
      #expect(try await Self.calls(org)["listUsers"] == 2, "once a run")
      #expect(try await org.statistics().requests == 40)
    }
  }
}
