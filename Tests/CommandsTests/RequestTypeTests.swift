import Foundation
import FoundationNetworking
import Testing

@Suite("plan and apply check requests against their request types")
struct RequestTypeTests {
  private static let seed = """
    requestTypes:
      - id: 08ab2db568c7c300079fefd0
        name: crm
        fields:
          - { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: TEXT, prompt: What for?, required: true }
          - { id: 1c5ef673-8dbb-4b9c-ac76-0b4180116e43, type: SELECT, prompt: Which cloud?, options: [Sales, Service] }
      - { id: 61eb2db568c7c300079fefd3, name: warehouse, status: DRAFT }
      - { id: 61eb2db568c7c300079fefd4, name: legacy, status: DISABLED }
      - { id: 61eb2db568c7c300079fefd5, name: built-in-the-console, custom: true }
    """

  private static let head = "apiVersion: writ/v1\nkind: AccessRequests\nrequests:\n"

  /// Four entries: one is right, and three are wrong in different ways.
  private static let manifest =
    head + """
        - name: right
          requestTypeId: 08ab2db568c7c300079fefd0
          subject: CRM
          requesterFields: { what for: to sell, Which cloud?: [Sales] }
          users: [00u00000000000000001]
        - name: wrong
          requestTypeId: 08ab2db568c7c300079fefd0
          subject: CRM
          requesterFields: { Wat for?: to sell, Which cloud?: [Sale] }
          users: [00u00000000000000002, 00u00000000000000003]
        - name: early
          requestTypeId: 61eb2db568c7c300079fefd3
          subject: Warehouse
          users: [00u00000000000000001]
        - name: custom
          requestTypeId: 61eb2db568c7c300079fefd5
          subject: Anything
          users: [00u00000000000000001]
      """ + "\n"

  private static func run(_ arguments: String..., org: ServedOrg, in folder: ScratchFolder) async throws
    -> WritProgram.Run
  {
    try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
  }

  private static func with(
    _ manifest: String = manifest, seed: String = seed, body: (ServedOrg, ScratchFolder) async throws -> Void
  ) async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", seed)
    try folder.file("m.yaml", manifest)
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in try await body(org, folder) }
  }

  private static func typeCalls(_ org: ServedOrg) async throws -> Int {
    try await org.statistics().buckets["retrieveRequestType"]?.calls ?? 0
  }

  @Test("plan reports what a request type does not accept, once for each entry, and plans the rest")
  func findings() async throws {
    try await Self.with { org, folder in
      let transcript = Transcript("request-type-findings", of: org, in: folder)
      #expect(try await transcript.run("plan", "m.yaml").status == 0)
      try transcript.check()
      let json = try await Self.run("plan", "m.yaml", "--format", "json", org: org, in: folder)
      let document = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let findings = try #require(document["diagnostics"] as? [[String: Any]])
      #expect(
        findings.map { "\($0["line"] ?? "") \($0["code"] ?? "")" } == [
          "12 unknown-field", "12 field-select", "15 request-type-status",
        ])
      for (finding, hint) in zip(findings, ["\"What for?\"", "[Sales]", ""]) {
        #expect((finding["hint"] as? String).map { hint.isEmpty || $0.contains(hint) } == true, "\(finding)")
      }
    }
  }

  @Test("apply reports the same findings as plan, and creates what is not blocked")
  func applied() async throws {
    try await Self.with { org, folder in
      let plan = try await Self.run("plan", "m.yaml", org: org, in: folder)
      let apply = try await Self.run("apply", "m.yaml", "--yes", "--format", "json", org: org, in: folder)
      #expect(apply.status == 4)
      #expect(apply.error.hasPrefix(plan.error))
      let lines = apply.output.split(separator: "\n")
      #expect(lines.filter { $0.contains("\"type\":\"diagnostic\"") }.count == 3)
      #expect(lines.last?.contains("\"created\":2,") == true)
      let statistics = try await org.statistics()
      #expect(statistics.requests == 2 && statistics.buckets["createRequest"]?.calls == 2)
    }
  }

  @Test("a request type is read once for all plans and applies of ten minutes")
  func asked() async throws {
    let manifest = Self.manifest.replacing("Wat for", with: "What for").replacing("[Sale]", with: "[Service]")
      .replacing("61eb2db568c7c300079fefd3", with: "61eb2db568c7c300079fefd5")
    try await Self.with(manifest) { org, folder in
      for command in [["plan"], ["plan"], ["apply", "--yes"], ["plan"], ["plan", "--refresh", "full", "--quiet"]] {
        let run = try await WritProgram.run(
          list: command + ["m.yaml"], environment: org.environment, folder: folder.url)
        #expect(run.status == 0 && !run.error.contains("error"), "\(run.error)")
        if !command.contains("full") { #expect(try await Self.typeCalls(org) == 2) }
      }
      // Only prompts need a type now that nothing is to be created.
      #expect(try await Self.typeCalls(org) == 3)
      #expect(try await org.statistics().requests == 5)
    }
  }

  @Test("apply creates requests of a request type that was published after the plan")
  func published() async throws {
    let manifest =
      Self.head + "  - { requestTypeId: 61eb2db568c7c300079fefd3, subject: a, users: [00u00000000000000001] }\n"
    try await Self.with(manifest) { org, folder in
      let transcript = Transcript("request-type-draft", of: org, in: folder)
      #expect(try await transcript.run("plan", "m.yaml").status == 0)
      try transcript.check()
      var request = URLRequest(
        url: try #require(URL(string: org.url + "/governance/api/v1/request-types/61eb2db568c7c300079fefd3/publish")))
      request.httpMethod = "POST"
      request.setValue("SSWS \(ServedOrg.token)", forHTTPHeaderField: "Authorization")
      _ = try await URLSession.shared.data(for: request)
      let apply = try await Self.run("apply", "m.yaml", "--yes", org: org, in: folder)
      #expect(apply.status == 0, "\(apply.error)")
      #expect(try await org.statistics().requests == 1)
    }
  }

  @Test("a saved plan has field ids in place of prompts, and its blocked requests stay blocked")
  func savedPlan() async throws {
    try await Self.with { org, folder in
      #expect(try await Self.run("plan", "m.yaml", "--out", "p.json", org: org, in: folder).status == 0)
      let text = try folder.text("p.json")
      #expect(text.contains("05c87fe9-11f6-4d40-a033-b155b39dcdbe") && !text.contains("what for"))
      let calls = try await Self.typeCalls(org)
      let apply = try await Self.run("apply", "--plan", "p.json", "--yes", org: org, in: folder)
      #expect(apply.status == 4, "\(apply.error)")
      #expect(try await org.statistics().requests == 2)
      #expect(try await Self.typeCalls(org) == calls)
      let transcript = Transcript("request-type-still-blocked", of: org, in: folder)
      #expect(try await transcript.run("plan", "m.yaml", "--detailed-exitcode").status != 2)
      try transcript.check()
    }
  }

  @Test("requests that exist stay valid when their request type is disabled, and an unknown prompt is a warning")
  func longExisting() async throws {
    let manifest =
      Self.head + """
          - requestTypeId: 61eb2db568c7c300079fefd4
            subject: Legacy
            requesterFields: { Gone?: x }
            users: [00u00000000000000001]
        """ + "\n"
    let seed =
      Self.seed + """

        requests:
          - { requestTypeId: 61eb2db568c7c300079fefd4, subject: Legacy, requester: 00u00000000000000001 }
        """
    try await Self.with(manifest, seed: seed) { org, folder in
      let transcript = Transcript("request-type-disabled-later", of: org, in: folder)
      let plan = try await transcript.run("plan", "m.yaml", "--detailed-exitcode")
      #expect(plan.status == 0 && plan.error.hasPrefix("m.yaml:6:24: warning[unknown-field]: "), "\(plan.error)")
      try transcript.check()
    }
  }
}
