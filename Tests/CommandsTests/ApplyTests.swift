import Foundation
import Testing

@Suite("writ plan and writ apply")
struct ApplyTests {
  private static func run(_ arguments: String..., org: ServedOrg, in folder: ScratchFolder) async throws
    -> WritProgram.Run
  {
    try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
  }

  @Test("apply creates each declared request once, and the next apply and plan have nothing to do")
  func appliesOnce() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(40, messages: ["hello", "and welcome"]))
    try await ServedOrg.with { org in
      let transcript = Transcript("apply-once", of: org, in: folder)
      // Quiet: ten calls at once end in any order.
      let first = try await transcript.run("apply", "m.yaml", "--yes", "--quiet")
      #expect(first.status == 0, "\(first.error)")
      let second = try await transcript.run("apply", "m.yaml", "--yes")
      #expect(second.status == 0)
      try transcript.check()
      let statistics = try await org.statistics()
      #expect(statistics.requests == 40 && statistics.messages == 80 && statistics.duplicateKeys == 0)
      #expect(statistics.buckets["createRequest"]?.calls == 40)
      // The plan, what others created during the run, and the second plan.
      #expect(statistics.buckets["listRequests"]?.calls == 3)
    }
  }

  /// A page before, one call for the request type, one for each thirty users, one for each create, the pages after it.
  private static let cleanRun = 1 + 1 + 15 + 450 + 3

  @Test("a clean apply makes one call for each create and few others, and the next plan makes one")
  func callsAreSaved() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(450))
    try await ServedOrg.with { org in
      let run = try await Self.run("apply", "m.yaml", "--yes", "--quiet", org: org, in: folder)
      #expect(run.status == 0, "\(run.error)")
      let before = try await org.statistics().buckets.mapValues(\.calls)
      #expect(before.values.reduce(0, +) == Self.cleanRun, "\(before)")
      let transcript = Transcript("plan-without-changes", of: org, in: folder)
      let plan = try await transcript.run("plan", "m.yaml", "--detailed-exitcode")
      #expect(plan.status == 0)
      let after = try await org.statistics().buckets.mapValues(\.calls)
      #expect(after.values.reduce(0, +) == Self.cleanRun + 1, "\(before) \(after)")
      let full = try await transcript.run("plan", "m.yaml", "--refresh", "full", "--detailed-exitcode")
      #expect(full.status == 0 && full.output == plan.output)
      #expect(try await org.statistics().buckets["listRequests"]?.calls == 1 + 3 + 1 + 3)
      try transcript.check()
    }
  }

  @Test("plan works with a state that cannot be written, and apply refuses it")
  func readOnlyState() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try folder.file("place", "a file where a folder should be")
    try await ServedOrg.with { org in
      let transcript = Transcript("state-not-writable", of: org, in: folder)
      #expect(try await transcript.run("plan", "m.yaml", "--state", "place/state.db").status == 0)
      #expect(try await transcript.run("apply", "m.yaml", "--yes", "--state", "place/state.db").status == 1)
      #expect(try await org.statistics().requests == 0)
      try transcript.check()
    }
  }

  @Test("one more user in a manifest is one more create, also where the state is lost")
  func oneMore() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(250))
    try folder.file("n.yaml", ManifestText.requests(251))
    try await ServedOrg.with { org in
      _ = try await Self.run("apply", "m.yaml", "--yes", "--quiet", org: org, in: folder)
      let transcript = Transcript("plan-one-more", of: org, in: folder)
      for state in [".writ/state.db", "lost.db"] {
        #expect(try await transcript.run("plan", "n.yaml", "--state", state, "--detailed-exitcode").status == 2)
      }
      try transcript.check()
    }
  }

  @Test("--format json prints a plan as one document, and an apply as one object a line")
  func json() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2, messages: ["hello"]))
    try await ServedOrg.with { org in
      let plan = try await Self.run("plan", "m.yaml", "--format", "json", org: org, in: folder)
      #expect(plan.output.hasPrefix("{\n  \"formatVersion\": 1,\n  \"orgUrl\": \"\(org.url)\",\n  \"digest\": \""))
      let document = try #require(try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any])
      #expect((document["summary"] as? [String: Int])?["create"] == 2)
      #expect((document["actions"] as? [[String: Any]])?.count == 4)
      let apply = try await Self.run("apply", "m.yaml", "--yes", "--format", "json", org: org, in: folder)
      let lines = apply.output.split(separator: "\n")
      #expect(lines.count == 6)
      #expect(lines.allSatisfy { $0.hasPrefix("{\"formatVersion\":1,\"type\":\"") })
      #expect(lines.first?.contains("\"type\":\"started\"") == true)
      #expect(lines.last?.contains("\"created\":2,\"adopted\":0,\"messaged\":2") == true)
    }
  }

  @Test("a saved plan is applied as it is, can be applied again, and is refused once the org has changed")
  func savedPlan() async throws {
    let folder = try ScratchFolder()
    let fields = "    requesterFields: {What is the business justification?: Sales}\n"
    try folder.file("m.yaml", ManifestText.requests(3, type: "08ab2db568c7c300079fefd0") + fields)
    try await ServedOrg.with { org in
      #expect(try await Self.run("plan", "m.yaml", "--out", "p.json", org: org, in: folder).status == 0)
      #expect(try await Self.run("plan", "m.yaml", "--out", "q.json", org: org, in: folder).status == 0)
      let user = "00u00000000000000001"
      // For another reason than is declared.
      _ = try await Self.run(
        "requests", "create", "--type", "08ab2db568c7c300079fefd0", "--subject", "VPN", "--user", user, "--field",
        "05c87fe9-11f6-4d40-a033-b155b39dcdbe=Support", org: org, in: folder)
      let transcript = Transcript("plan-saved", of: org, in: folder)
      #expect(try await transcript.run("apply", "--plan", "p.json", "--yes").status == 7)
      #expect(try await org.statistics().requests == 1)
      #expect(try await Self.run("plan", "m.yaml", "--out", "p.json", org: org, in: folder).status == 0)
      #expect(try await Self.run("apply", "--plan", "p.json", "--yes", org: org, in: folder).status == 0)
      #expect(try await transcript.run("apply", "--plan", "p.json", "--yes").status == 0)
      #expect(try await org.statistics().requests == 3)
      try transcript.check()
    }
  }

  @Test("--out writes the file that a link names, and writes to a pipe without replacing it")
  func savedElsewhere() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    try folder.file("real.plan")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.plan"), withDestinationPath: "real.plan")
    try await ServedOrg.with { org in
      #expect(try await Self.run("plan", "m.yaml", "--out", "link.plan", org: org, in: folder).status == 0)
      #expect(try folder.text("real.plan").contains("\"digest\""))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.plan")) == "real.plan")
      #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
      let pipe = FileHandle(fileDescriptor: open(folder.path("pipe"), O_RDWR), closeOnDealloc: true)
      #expect(try await Self.run("plan", "m.yaml", "--out", "pipe", org: org, in: folder).status == 0)
      #expect(String(decoding: pipe.availableData, as: UTF8.self).contains("\"digest\""))
      let transcript = Transcript("plan-not-saved", of: org, in: folder)
      #expect(try await transcript.run("plan", "m.yaml", "--out", "none/x.plan").status == 1)
      try transcript.check()
    }
  }

  @Test("apply sends nothing where a limit, a deadline or a missing confirmation stops it")
  func refusals() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(5))
    try await ServedOrg.with { org in
      let transcript = Transcript("apply-refused", of: org, in: folder)
      #expect(try await transcript.run("apply", "m.yaml", "--yes", "--max-creates", "4").status == 7)
      try folder.file(
        "twice.yaml",
        ManifestText.requests(2) + "---\n" + ManifestText.requests(3, subject: "Wiki").replacing("team", with: "wiki"))
      #expect(try await transcript.run("apply", "twice.yaml", "--yes", "--max-creates-per-user", "1").status == 7)
      let unasked = try await transcript.run("apply", "m.yaml")
      #expect(unasked.status == 64 && unasked.error.contains("--yes"))
      #expect(try await transcript.run("apply", "m.yaml", "--yes", "--deadline", "0s").status == 6)
      #expect(try await transcript.run("apply", "m.yaml", "--dry-run").status == 0)
      #expect(try await org.statistics().requests == 0)
      try transcript.check()
    }
  }

  @Test("--fail-fast ends with the status of the first failure, also when it is run again")
  func failFast() async throws {
    let folder = try ScratchFolder()
    try folder.file(
      "seed.yaml",
      """
      requestTypes:
        - { id: 08ab2db568c7c300079fefd0, name: paused, status: DISABLED }
        - { id: 61eb2db568c7c300079fefd2, name: vpn }
      """)
    try folder.file(
      "m.yaml",
      """
      apiVersion: writ/v1
      kind: AccessRequests
      requests:
        - { requestTypeId: 08ab2db568c7c300079fefd0, subject: CRM, users: [00u00000000000000001] }
        - requestTypeId: 61eb2db568c7c300079fefd2
          subject: VPN
          users: [00u00000000000000001, 00u00000000000000002, 00u00000000000000003]
      """)
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let arguments = ["apply", "m.yaml", "--yes", "--parallelism", "1", "--fail-fast", "--no-type-check"]
      let transcript = Transcript("apply-fail-fast", of: org, in: folder)
      for _ in 1...2 { #expect(try await transcript.run(list: arguments).status == 4) }
      #expect(try await org.statistics().requests == 0)
      try transcript.check()
    }
  }

  @Test("requests that exist with other field values are reported as changed")
  func drift() async throws {
    let folder = try ScratchFolder()
    try folder.file(
      "seed.yaml",
      """
      requestTypes:
        - id: 08ab2db568c7c300079fefd0
          name: crm
          fields:
            - { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: TEXT, prompt: Why, required: true }
        - { id: 61eb2db568c7c300079fefd2, name: paused, status: DISABLED }
      requests:
        - requestTypeId: 08ab2db568c7c300079fefd0
          subject: CRM
          requester: 00u00000000000000001
          fields:
            05c87fe9-11f6-4d40-a033-b155b39dcdbe: the old reason
      """)
    try folder.file(
      "m.yaml",
      """
      apiVersion: writ/v1
      kind: AccessRequests
      requests:
        - requestTypeId: 08ab2db568c7c300079fefd0
          subject: CRM
          requesterFields: { 05c87fe9-11f6-4d40-a033-b155b39dcdbe: the new reason }
          users: [00u00000000000000001]
        - requestTypeId: 61eb2db568c7c300079fefd2
          subject: VPN
          users: [00u00000000000000001]
      """)
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let transcript = Transcript("plan-changed-and-blocked", of: org, in: folder)
      #expect(try await transcript.run("plan", "m.yaml").status == 0)
      #expect(try await transcript.run("apply", "m.yaml", "--yes").status == 4)
      #expect(try await org.statistics().requests == 1)
      try transcript.check()
    }
  }

  @Test("apply ends with status 8 and the reason where a refused token cannot be renewed")
  func failedRenewal() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    try await RawServer.with { call in
      if call.hasPrefix("POST ") { return RawServer.reply(401, [], #"{"errorCode":"E0000011"}"#) }
      return call.contains(/request-types|users/) ? RawServer.reply(404) : RawServer.reply(200, [], #"{"data":[]}"#)
    } body: { server in
      let transcript = Transcript(
        "apply-token-not-renewed", in: folder,
        environment: ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)"])
      let run = try await transcript.run(
        "apply", "m.yaml", "--yes", "--token-command", "test -e used && exit 7; touch used; echo token")
      #expect(run.status == 8)
      #expect(server.received.count { $0.hasPrefix("POST ") } == 1)
      try transcript.check()
    }
  }

  @Test("journal list and journal show print every run and entry")
  func journal() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2))
    try await ServedOrg.with { org in
      let transcript = Transcript("journal", of: org, in: folder)
      #expect(try await transcript.run("journal", "list").status == 64)
      _ = try await Self.run("apply", "m.yaml", "--yes", org: org, in: folder)
      #expect(try await transcript.run("journal", "list").status == 0)
      #expect(try await transcript.run("journal", "show").status == 0)
      #expect(try await transcript.run("journal", "show", "nosuch").status == 64)
      try transcript.check()
      let show = try await Self.run("journal", "show", "--format", "json", org: org, in: folder)
      let document = try #require(try JSONSerialization.jsonObject(with: Data(show.output.utf8)) as? [String: Any])
      let entries = try #require(document["entries"] as? [[String: Any]])
      #expect(entries.map { $0["state"] as? String } == ["confirmed", "confirmed"])
      #expect(entries.map { $0["requester"] as? String } == ["00u00000000000000000", "00u00000000000000001"])
      #expect(!show.output.contains(ServedOrg.token))
    }
  }
}
