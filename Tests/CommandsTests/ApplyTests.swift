import Foundation
import Testing

@Suite("writ plan and writ apply")
struct ApplyTests {
  private static func run(_ arguments: String..., org: ServedOrg, in folder: ScratchFolder) async throws
    -> WritProgram.Run
  {
    try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
  }

  @Test("what is declared is created once, and the next apply and plan have nothing to do")
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

  @Test("a clean run costs a call for each create and few others, and the next plan one call")
  func callsAreSaved() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(450))
    try await ServedOrg.with { org in
      let run = try await Self.run("apply", "m.yaml", "--yes", "--quiet", org: org, in: folder)
      #expect(run.status == 0, "\(run.error)")
      #expect(try await org.statistics().buckets.values.reduce(0) { $0 + $1.calls } == Self.cleanRun)
      let plan = try await Self.run("plan", "m.yaml", org: org, in: folder)
      #expect(plan.output == "No changes. 450 requests are as declared.\n")
      #expect(try await org.statistics().buckets.values.reduce(0) { $0 + $1.calls } == Self.cleanRun + 1)
      let full = try await Self.run("plan", "m.yaml", "--refresh", "full", org: org, in: folder)
      #expect(full.output == plan.output)
      #expect(try await org.statistics().buckets["listRequests"]?.calls == 1 + 3 + 1 + 3)
    }
  }

  @Test("a state that cannot be written keeps nobody from planning")
  func readOnlyState() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try folder.file("place", "a file where a folder should be")
    try await ServedOrg.with { org in
      let plan = try await Self.run("plan", "m.yaml", "--state", "place/state.db", org: org, in: folder)
      #expect(plan.status == 0, "\(plan.error)")
      #expect(plan.output.contains("Plan: 3 to create"))
      #expect(plan.error.contains("the state place/state.db cannot be written"))
      let apply = try await Self.run("apply", "m.yaml", "--yes", "--state", "place/state.db", org: org, in: folder)
      #expect(apply.status == 1)
      #expect(apply.error.contains("hint: give writ the right to read and write it and its folder"), "\(apply.error)")
      #expect(try await org.statistics().requests == 0)
    }
  }

  @Test("one user more is one create more, whatever became of the state")
  func oneMore() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(250))
    try folder.file("n.yaml", ManifestText.requests(251))
    try await ServedOrg.with { org in
      _ = try await Self.run("apply", "m.yaml", "--yes", "--quiet", org: org, in: folder)
      for state in [".writ/state.db", "lost.db"] {
        let plan = try await Self.run("plan", "n.yaml", "--state", state, "--detailed-exitcode", org: org, in: folder)
        #expect(plan.status == 2)
        #expect(plan.output.contains("Plan: 1 to create, 0 messages to send, 250 unchanged, 0 changed, 0 blocked.\n"))
      }
    }
  }

  @Test("programs get JSON: a plan as one document, an apply as one object a line")
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

  @Test("a saved plan is applied as it is, continues after itself, and is refused once the org has changed")
  func savedPlan() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with { org in
      #expect(try await Self.run("plan", "m.yaml", "--out", "p.json", org: org, in: folder).status == 0)
      #expect(try await Self.run("plan", "m.yaml", "--out", "q.json", org: org, in: folder).status == 0)
      let user = "00u00000000000000001"
      _ = try await Self.run(
        "requests", "create", "--type", "61eb2db568c7c300079fefd2", "--subject", "VPN", "--user", user, org: org,
        in: folder)
      let stale = try await Self.run("apply", "--plan", "p.json", "--yes", org: org, in: folder)
      #expect(stale.status == 7)
      #expect(stale.error.contains("the plan is stale"))
      #expect(try await org.statistics().requests == 1)
      #expect(try await Self.run("plan", "m.yaml", "--out", "p.json", org: org, in: folder).status == 0)
      #expect(try await Self.run("apply", "--plan", "p.json", "--yes", org: org, in: folder).status == 0)
      let again = try await Self.run("apply", "--plan", "p.json", "--yes", org: org, in: folder)
      #expect(again.status == 0, "\(again.error)")
      #expect(try await org.statistics().requests == 3)
    }
  }

  @Test("a plan is saved behind a link, and a pipe is written to and stays one")
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
      let unwritable = try await Self.run("plan", "m.yaml", "--out", "none/x.plan", org: org, in: folder)
      #expect(unwritable.status == 1)
      #expect(unwritable.error.hasPrefix("error: cannot save the plan to none/x.plan: no such file or "))
    }
  }

  @Test("limits, deadlines and nobody to ask end it before anything is sent")
  func refusals() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(5))
    try await ServedOrg.with { org in
      let unsafe = try await Self.run("apply", "m.yaml", "--yes", "--max-creates", "4", org: org, in: folder)
      #expect(unsafe.status == 7)
      #expect(unsafe.error.contains("creates 5 requests, more than the 4"))
      let unasked = try await Self.run("apply", "m.yaml", org: org, in: folder)
      #expect(unasked.status == 64)
      #expect(unasked.error.contains("--yes"))
      let late = try await Self.run("apply", "m.yaml", "--yes", "--deadline", "0s", org: org, in: folder)
      #expect(late.status == 6, "\(late.error)")
      let dry = try await Self.run("apply", "m.yaml", "--dry-run", org: org, in: folder)
      #expect(dry.status == 0)
      #expect(try await org.statistics().requests == 0)
    }
  }

  @Test("--fail-fast ends with the status of what happened, since the same command would end so again")
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
      for _ in 1...2 {
        let run = try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
        #expect(run.status == 4, "\(run.error)")
        #expect(run.error.contains("stopped at the first failure, 0 of 4 done\n"), "\(run.error)")
        #expect(run.error.contains("or leave --fail-fast out"))
      }
      #expect(try await org.statistics().requests == 0)
    }
  }

  @Test("requests that the org made before, with other field values, are told as changed")
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
      let plan = try await Self.run("plan", "m.yaml", org: org, in: folder)
      #expect(plan.status == 0, "\(plan.error)")
      #expect(plan.output.contains("~ changed  CRM"))
      #expect(plan.output.contains("the org has \"the old reason\", the manifest says \"the new reason\""))
      #expect(plan.output.contains("! blocked  VPN"))
      #expect(plan.output.contains("No changes. 0 requests are as declared, 1 changed, 1 blocked."))
      let apply = try await Self.run("apply", "m.yaml", "--yes", org: org, in: folder)
      #expect(apply.status == 4)
      #expect(apply.output.contains("request type \"paused\" is DISABLED"))
    }
  }

  @Test("a token that the org refuses and that cannot be renewed ends the run with the reason why it cannot")
  func failedRenewal() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    try await RawServer.with { call in
      if call.hasPrefix("POST ") { return RawServer.reply(401, [], #"{"errorCode":"E0000011"}"#) }
      return call.contains(/request-types|users/) ? RawServer.reply(404) : RawServer.reply(200, [], #"{"data":[]}"#)
    } body: { server in
      let run = try await WritProgram.run(
        "apply", "m.yaml", "--yes", "--token-command", "test -e used && exit 7; touch used; echo token",
        environment: ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)"], folder: folder.url)
      #expect(run.status == 8)
      #expect(run.error.contains("the token command failed with exit status 7"), "\(run.error)")
      #expect(server.received.count { $0.hasPrefix("POST ") } == 1)
    }
  }

  @Test("the journal tells every run and entry")
  func journal() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2))
    try await ServedOrg.with { org in
      let none = try await Self.run("journal", "list", org: org, in: folder)
      #expect(none.status == 64 && none.error.contains("no run was recorded"))
      _ = try await Self.run("apply", "m.yaml", "--yes", org: org, in: folder)
      let list = try await Self.run("journal", "list", org: org, in: folder)
      #expect(list.output.contains("finished  \(org.url)  2 confirmed"))
      let show = try await Self.run("journal", "show", "--format", "json", org: org, in: folder)
      let document = try #require(try JSONSerialization.jsonObject(with: Data(show.output.utf8)) as? [String: Any])
      let entries = try #require(document["entries"] as? [[String: Any]])
      #expect(entries.map { $0["state"] as? String } == ["confirmed", "confirmed"])
      #expect(entries.map { $0["requester"] as? String } == ["00u00000000000000000", "00u00000000000000001"])
      #expect(!show.output.contains(ServedOrg.token))
    }
  }
}
