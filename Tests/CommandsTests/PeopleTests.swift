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
        - { id: 00g2emaKYZTWRYYRRTSK, name: Nobody here }
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
    "logins, addresses and a group of 450 become requests, whom the org deactivated is left out, all asked for once")
  func applies() async throws {
    try await Self.with("[ADA@example.com, bob, { group: Everyone here }, user5@example.com]") { org, folder in
      let plan = try await Self.run("plan", "m.yaml", "--out", "p.json", org: org, in: folder)
      #expect(plan.status == 0, "\(plan.error)")
      #expect(plan.output.contains("Plan: 449 to create, 0 messages to send"))
      #expect(
        plan.error.contains(
          """
          m.yaml:6:35: warning[inactive-members]: members of the group "Everyone here" are left out: user0@example.com is \
          DEPROVISIONED, user1@example.com is DEPROVISIONED, user2@example.com is DEPROVISIONED
          """), "\(plan.error)")
      let asked = try await Self.calls(org)
      #expect(
        asked == [
          "listUsers": 1, "users": 1, "groups": 1, "listMembers": 3, "listRequests": 1, "retrieveRequestType": 1,
        ])
      let apply = try await Self.run("apply", "--plan", "p.json", "--yes", "--quiet", org: org, in: folder)
      #expect(apply.status == 0, "\(apply.error)")
      let again = try await Self.run("apply", "m.yaml", "--yes", org: org, in: folder)
      #expect(again.output == "No changes. 449 requests are as declared.\n")
      let after = try await Self.calls(org)
      #expect(after["listMembers"] == 3 && after["groups"] == 1 && after["users"] == 1 && after["listUsers"] == 1)
      #expect(try await org.statistics().requests == 449)
      let anew = try await Self.run("plan", "m.yaml", "--refresh", "full", org: org, in: folder)
      #expect(anew.output == again.output)
      #expect(try await Self.calls(org)["listMembers"] == 6)
    }
  }

  @Test("everybody who is unknown or not one user is told with the place, at once, and nothing is done")
  func findings() async throws {
    try await Self.with("") { org, folder in
      try folder.file(
        "m.yaml",
        Self.manifest(
          "[bpb, Ada@example.com, ada.lovelace@example.com, bob, info@example.com, {group: Nowhere}, {group: Nobody here}]"
        ))
      for command in [["plan", "m.yaml"], ["apply", "m.yaml", "--yes"]] {
        let run = try await WritProgram.run(list: command, environment: org.environment, folder: folder.url)
        #expect(run.status == 3)
        #expect(run.output == "")
        #expect(run.error.contains("warning[empty-group]: the group \"Nobody here\" has no members"))
        let lines = [
          "m.yaml:6:13: error[unknown-user]: the org has no user \"bpb\"",
          "  hint: write a login, an e-mail address or a user's id",
          "m.yaml:6:35: error[duplicate-user]: this user is in the list already: Ada@example.com (00ub0oNGTSWTBKOLGLNR)",
          "  note: m.yaml:6:18: first named here",
          "m.yaml:6:66: error[ambiguous-user]: 2 users of the org have the e-mail address \"info@example.com\"",
          "m.yaml:6:84: error[unknown-group]: the org has no group \"Nowhere\"",
          "error: the manifests do not fit the org: 4 errors",
        ]
        for line in lines { #expect(run.error.contains(line + "\n"), "\(line)\n\(run.error)") }
      }
      #expect(try await org.statistics().requests == 0)
    }
  }

  @Test("a create for a named user who is suspended is blocked, the others go on, also from a saved plan")
  func blocked() async throws {
    try await Self.with("[eve@example.com, bob]") { org, folder in
      let plan = try await Self.run("plan", "m.yaml", "--out", "p.json", org: org, in: folder)
      #expect(plan.status == 0, "\(plan.error)")
      #expect(
        plan.output.contains(
          "! blocked  VPN  00u1aBcDeFgHiJkLmNoP eve@example.com  (m.yaml:6:13)\n    eve@example.com is SUSPENDED"))
      #expect(
        plan.error.contains(
          """
          m.yaml:6:13: error[inactive-user]: eve@example.com is SUSPENDED: nothing can be requested for such a user
                  users: [eve@example.com, bob]
                          ^~~~~~~~~~~~~~~
          """), "\(plan.error)")
      #expect(plan.output.contains("Plan: 1 to create, 0 messages to send, 0 unchanged, 0 changed, 1 blocked."))
      let apply = try await Self.run("apply", "--plan", "p.json", "--yes", org: org, in: folder)
      #expect(apply.status == 4)
      #expect(try await org.statistics().requests == 1)
    }
  }

  @Test("an entry for the token's own user and one that names them are one request: an error, not two requests")
  func ownUser() async throws {
    try await Self.with("") { org, folder in
      try folder.file(
        "m.yaml",
        Self.manifest("")
          + "  - { requestTypeId: 61eb2db568c7c300079fefd2, subject: VPN, users: [00uLocalDevToken0001] }\n")
      let apply = try await Self.run("apply", "m.yaml", "--yes", org: org, in: folder)
      #expect(apply.status == 3)
      #expect(apply.error.contains("m.yaml:7:70: error[duplicate-declaration]"), "\(apply.error)")
      #expect(apply.error.contains("  note: m.yaml:5:14: first declared here\n"), "\(apply.error)")
      #expect(try await org.statistics().requests == 0)
    }
  }

  @Test("users named by ids are asked for once, thirty a call, and what exists already asks for nobody")
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
      let lost = try await Self.run("plan", "m.yaml", "--state", "lost.db", org: org, in: folder)
      #expect(lost.output == "No changes. 60 requests are as declared.\n")
      let after = try await Self.calls(org)
      #expect(after["listUsers"] == 2 && after["users"] == nil && after["createRequest"] == 60)
    }
  }

  @Test("an id that nobody has is told with its place, together with unknown names, and nothing is done")
  func unknownIDs() async throws {
    let unknown = "00u9aBcDeFgHiJkLmNoP"
    try await Self.with("[bob, \(unknown)]") { org, folder in
      try folder.file("n.yaml", Self.manifest("[who, bob, \(unknown)]"))
      for (arguments, count) in [
        (["plan", "m.yaml"], "1 error"), (["apply", "m.yaml", "--yes"], "1 error"), (["plan", "n.yaml"], "2 errors"),
      ] {
        let run = try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
        #expect(run.status == 3 && run.output == "")
        let place = arguments[1] == "m.yaml" ? "m.yaml:6:18" : "n.yaml:6:23"
        #expect(
          run.error.contains("\(place): error[unknown-user]: the org has no user \"\(unknown)\"\n"), "\(run.error)")
        #expect(run.error.contains("error: the manifests do not fit the org: \(count)\n"), "\(run.error)")
        #expect(run.error.contains("or go on without these people with --skip-unknown-users\n"), "\(run.error)")
      }
      let unchecked = try await Self.run("plan", "m.yaml", "--no-user-check", org: org, in: folder)
      #expect(unchecked.status == 0 && unchecked.output.contains("Plan: 2 to create"), "\(unchecked.error)")
      #expect(try await org.statistics().requests == 0)
    }
  }

  @Test("--skip-unknown-users blocks the requests for unknown people, and the rest goes on, also from a saved plan")
  func skipsUnknown() async throws {
    let unknown = "00u9aBcDeFgHiJkLmNoP"
    let users = "[bob, who@example.com, \(unknown), 00u1aBcDeFgHiJkLmNoP]"
    try await Self.with(users) { org, folder in
      let plan = try await Self.run("plan", "m.yaml", "--skip-unknown-users", "--out", "p.json", org: org, in: folder)
      #expect(plan.status == 0, "\(plan.error)")
      #expect(plan.output.contains("Plan: 1 to create, 0 messages to send, 0 unchanged, 0 changed, 3 blocked."))
      for blocked in [
        "! blocked  VPN  who@example.com  (m.yaml:6:18)\n    the org has no user \"who@example.com\"\n",
        "! blocked  VPN  \(unknown)  (m.yaml:6:35)\n    the org has no user \"\(unknown)\"\n",
        "! blocked  VPN  00u1aBcDeFgHiJkLmNoP  (m.yaml:6:57)\n    eve@example.com is SUSPENDED",
      ] { #expect(plan.output.contains(blocked), "\(plan.output)") }
      #expect(plan.error.contains("m.yaml:6:18: error[unknown-user]: the org has no user \"who@example.com\"\n"))
      let direct = ["apply", "m.yaml", "--skip-unknown-users", "--state", "other.db", "--yes", "--dry-run"]
      let dry = try await WritProgram.run(list: direct, environment: org.environment, folder: folder.url)
      #expect(dry.output == plan.output, "plan and apply block the same")
      let apply = try await Self.run("apply", "--plan", "p.json", "--yes", org: org, in: folder)
      #expect(apply.status == 4, "\(apply.error)")
      #expect(try await org.statistics().requests == 1)
      let rest = try await Self.run("apply", "m.yaml", "--skip-unknown-users", "--yes", org: org, in: folder)
      #expect(rest.status == 4, "\(rest.error)")
      #expect(try await org.statistics().requests == 1)
    }
  }

  @Test("a service app without okta.users.read plans and applies ids as they are written, with one note")
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
        let notes = run.error.split(separator: "\n").filter { $0.hasPrefix("users' ids are taken as written") }
        #expect(notes.count == 1 && notes.first?.contains("okta.users.read") == true, "\(run.error)")
      }
      #expect(try await Self.calls(org)["listUsers"] == 2, "once a run")
      #expect(try await org.statistics().requests == 40)
    }
  }
}
