import Foundation
import Testing

@Suite("export prints existing requests as a manifest")
struct ExportTests {
  private static let types = """
    requestTypes:
      - id: 08ab2db568c7c300079fefd0
        name: Salesforce
        approvals: 0
        fields:
          - { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: TEXT, prompt: What for?, required: true }
          - { id: ec9da40d-9c1b-41c6-8016-edfd010b02d2, type: DATE-TIME, prompt: Until when? }
          - { id: 1c5ef673-8dbb-4b9c-ac76-0b4180116e43, type: SELECT, prompt: Which cloud?, options: [Sales, "no"] }
      - { id: 61eb2db568c7c300079fefd2, name: "vpn: remote" }

    """

  private static let seed =
    types + """
      users:
        - { id: 00u00000000000000001, login: ada@example.com }
        - { id: 00u00000000000000002, login: bob }
        - { id: 00u00000000000000003, login: "o'neil@example.com" }
        - { id: 00u00000000000000004, login: gone@example.com, status: DEPROVISIONED }
        - { id: 00u00000000000000005, login: a/b@example.com }
      requests:
      \(request(1, of: "61eb2db568c7c300079fefd2", for: 1, "VPN: ${the office}"))
      \(request(2, of: "61eb2db568c7c300079fefd2", for: 2, "VPN: ${the office}"))
      \(request(3, of: "61eb2db568c7c300079fefd2", for: 4, "VPN: ${the office}"))
      \(request(4, of: "61eb2db568c7c300079fefd2", for: 5, "VPN: ${the office}", "status: RESOLVED"))
      \(request(5, of: "61eb2db568c7c300079fefd2", for: 3, "VPN: ${the office}", "status: CANCELED"))
      \(request(6, of: "61eb2db568c7c300079fefd2", for: 3, "VPN:  ${the office}"))
      \(request(7, of: "61eb2db568c7c300079fefd2", for: 1, "no"))
      \(request(8, of: "61eb2db568c7c300079fefd2", for: 1, "of {{ a template }}"))
      \(request(9, of: "61eb2db568c7c300079fefd2", for: 2, "of\\ntwo lines"))
      \(request(10, of: "61eb2db568c7c300079fefd2", for: 3, "of\\ntwo lines"))
      \(request(
        11, of: "08ab2db568c7c300079fefd0", for: 1, "Sales",
        "fields: { 05c87fe9-11f6-4d40-a033-b155b39dcdbe: \"${a}: no\", 1c5ef673-8dbb-4b9c-ac76-0b4180116e43: [\"no\"] }, status: RESOLVED"))
      \(request(
        12, of: "08ab2db568c7c300079fefd0", for: 2, "Sales",
        "fields: { 05c87fe9-11f6-4d40-a033-b155b39dcdbe: \"{{ x }}\", ec9da40d-9c1b-41c6-8016-edfd010b02d2: 2027-05-05T14:15:22+02:00 }, status: RESOLVED"))

      """

  private static func request(
    _ number: Int, of type: String, for user: Int, _ subject: String, _ more: String = "status: OPEN"
  ) -> String {
    let id = "61eb06a3c462d20007f023" + String(format: "%02d", number)
    return
      "  - { id: \(id), requestTypeId: \(type), requester: 00u0000000000000000\(user), subject: \"\(subject)\", created: \"2026-01-\(String(format: "%02d", number))T08:00:00Z\", \(more) }"
  }

  private static func with(
    _ name: String? = nil, seed: String = seed, arguments: [String] = [],
    _ body: (ServedOrg, Transcript, ScratchFolder) async throws -> Void
  ) async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", seed)
    try await ServedOrg.with(list: ["--seed", folder.path("seed.yaml")] + arguments) { org in
      let transcript = Transcript(name ?? "", of: org, in: folder)
      try await body(org, transcript, folder)
      if name != nil { try transcript.check() }
    }
  }

  /// What a plan of an exported manifest comes to; `state` is where it remembers the org.
  private static func summary(
    of manifest: String, org: ServedOrg, in folder: ScratchFolder, state: String
  ) async throws -> [String: Int] {
    try folder.file("exported.yaml", manifest)
    let validation = try await WritProgram.run("validate", "exported.yaml", folder: folder.url)
    #expect(validation.status == 0, "\(validation.error)\n\(manifest)")
    let plan = try await WritProgram.run(
      "plan", "exported.yaml", "--format", "json", "--detailed-exitcode", "--state", state,
      environment: org.environment, folder: folder.url)
    #expect(plan.status == 0, "\(plan.error)\n\(plan.output)\n\(manifest)")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any])
    let summary = try #require(document["summary"] as? [String: Int])
    return summary.filter { $0.value > 0 }
  }

  @Test("an export is grouped, names people by login, counts what no manifest can hold, and plans to no changes")
  func exported() async throws {
    try await Self.with("export") { org, transcript, folder in
      let export = try await transcript.run("export")
      #expect(export.status == 0)
      for state in ["of-the-export", "new"] {
        let path = state == "new" ? "new/state.db" : ".writ/state.db"
        #expect(
          try await Self.summary(of: export.output, org: org, in: folder, state: path) == ["unchanged": 8], "\(state)")
      }
    }
  }

  @Test("an export with answers, or with ids, plans to no changes, and makes the calls that it has announced")
  func answers() async throws {
    try await Self.with("export-fields") { org, transcript, folder in
      let export = try await transcript.run("export", "--fields", "--ids", "--type", "salesforce")
      #expect(export.status == 0)
      let calls = try await org.statistics().buckets.mapValues(\.calls)
      #expect(calls["listUsers"] ?? 0 == 0 && calls["users"] ?? 0 == 0)
      #expect(calls["retrieveRequest"] == 2)
      #expect(try await Self.summary(of: export.output, org: org, in: folder, state: "new.db") == ["unchanged": 2])
    }
  }

  @Test("an export takes only the requests that --filter, --type and --since select, with all attempts of their keys")
  func selected() async throws {
    try await Self.with("export-selected") { org, transcript, folder in
      let open = try await transcript.run("export", "--ids", "--filter", #"requestStatus eq "CANCELED""#)
      #expect(try await Self.summary(of: open.output, org: org, in: folder, state: "new.db") == ["unchanged": 1])
      #expect(open.output.contains("attempt: 2"))
      #expect(try await transcript.run("export", "--ids", "--since", "2026-01-11", "-q").status == 0)
      let none = try await transcript.run(
        "export", "--type", "Salesforce", "--filter", #"lastUpdated gt "2037-01-01T00:00:00Z""#)
      #expect(none.status == 0 && none.output.hasSuffix("requests: []\n"))
      #expect(try await transcript.run("export", "--type", "Salesfroce").status == 64)
      #expect(try await transcript.run("export", "--filter", "requestStatus = OPEN").status == 64)
      #expect(try await transcript.run("export", "--since", "yesterday").status == 64)
    }
  }

  #if os(Linux)
    @Test("a request that an entry has made for another subject is counted: a plan of its own would make a second one")
    func claimed() async throws {
      let vpn = "61eb2db568c7c300079fefd2"
      let seed =
        Self.types + "users:\n  - { id: 00u00000000000000001, login: ada@example.com }\nrequests:\n"
        + Self.request(1, of: vpn, for: 1, "renamed by an approver") + "\n"
      for point in CrashPoint.syncs(.after) {
        var isFound = false
        try await Self.with(seed: seed) { org, _, folder in
          try folder.file("m.yaml", ManifestText.requests(1, from: 1))
          // It dies once its create is recorded, and sends nothing.
          let apply = try await org.apply(in: folder, settle: "200ms", parallelism: 1, point.environment)
          guard try await org.statistics().requests == 1, apply.isSignalled,
            try await JournalCounts.read(in: folder)?.ambiguous == 1
          else { return }
          isFound = true
          try await Self.exportClaimed(org, folder)
        }
        if isFound { return }
      }
      Issue.record("no run died between the record of its create and the call")
    }

    private static func exportClaimed(_ org: ServedOrg, _ folder: ScratchFolder) async throws {
      let resolve = try await WritProgram.run(
        "journal", "resolve", "1", "--created", "61eb06a3c462d20007f02301", folder: folder.url)
      try #require(resolve.status == 0, "\(resolve.error)")
      let export = try await WritProgram.run("export", environment: org.environment, folder: folder.url)
      #expect(
        export.output.contains("#   1 request: a run of this state made it for another subject"), "\(export.output)")
      try folder.file("exported.yaml", export.output)
      let plan = try await WritProgram.run(
        "plan", "exported.yaml", "--allow-empty", environment: org.environment, folder: folder.url)
      #expect(plan.status == 0 && plan.output.contains("No changes."), "\(plan.error)\(plan.output)")
    }
  #endif

  @Test("requests whose requester the org hides are counted")
  func hidden() async throws {
    try await Self.with(seed: Self.types, arguments: ["--faults", "hidden-requester=100%"]) { org, _, folder in
      try folder.file("m.yaml", ManifestText.requests(3))
      _ = try await WritProgram.run("apply", "m.yaml", "--yes", environment: org.environment, folder: folder.url)
      let export = try await WritProgram.run(
        "export", "--state", "new.db", environment: org.environment, folder: folder.url)
      #expect(export.status == 0)
      #expect(export.output.contains("#   3 requests: the org does not name one requester, such as request "))
    }
  }

  @Test("a request whose subject a manifest cannot hold is an attempt of one with the same key whose subject it can")
  func spelledAlike() async throws {
    let type = "61eb2db568c7c300079fefd2"
    let seed =
      Self.types + "requests:\n" + Self.request(1, of: type, for: 1, "VPN\\nfor all") + "\n"
      + Self.request(2, of: type, for: 1, "VPN for all") + "\n"
    try await Self.with(seed: seed) { org, _, folder in
      let export = try await WritProgram.run("export", "--ids", environment: org.environment, folder: folder.url)
      #expect(export.output.contains("    attempt: 2\n") && !export.output.contains("Left out"), "\(export.output)")
      #expect(try await Self.summary(of: export.output, org: org, in: folder, state: "new.db") == ["unchanged": 1])
    }
  }

  @Test("an export needs the right to list requests, and does without the names of request types")
  func refused() async throws {
    let second = "token-of-another-user-0123456789"
    let seed = Self.types + "users:\n  - { id: 00uLocalDevToken0002, admin: false }\n"
    try await Self.with("export-refused", seed: seed, arguments: ["--token", second]) { org, transcript, _ in
      let run = try await transcript.run("export", environment: ["OKTA_CLIENT_TOKEN": second])
      #expect(run.status == 8)
    }
    let folder = try ScratchFolder()
    let refusal =
      #"{"errorCode":"E0000195","errorSummary":"Authenticated user not assigned to Okta Access Requests","errorId":"oae"}"#
    try await RawServer.with { call in
      call.contains("/request-types")
        ? RawServer.reply(409, ["Content-Type: application/json"], refusal) : RawServer.reply(200, [], #"{"data":[]}"#)
    } body: { server in
      let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "t0ken"]
      let transcript = Transcript("export-without-names", in: folder, environment: environment)
      #expect(try await transcript.run("export").status == 0)
      #expect(try await transcript.run("export", "--type", "vpn").status == 8)
      try transcript.check()
    }
  }

  @Test("2,000 requests of 700 people come back from an export, with 30 people a call")
  func many() async throws {
    let subjects = ["VPN", "no", "a: b", "#1", "é", "語", "- x", "“quoted”", "'", "1e3", "[x]", "${y}", "x\u{200B}y"]
    let requests = (0..<2_000).map { index in
      let user = String(format: "%017d", index % 700)
      let subject = subjects[index / 700 * 5 + index % 3]
      return
        "  - { requestTypeId: 61eb2db568c7c300079fefd2, requester: 00u\(user), subject: '\(subject.replacing("'", with: "''"))' }"
    }
    let users = (0..<700).map { "  - { id: 00u\(String(format: "%017d", $0)), login: user\($0)@example.com }" }
    let seed =
      Self.types + "users:\n" + users.joined(separator: "\n") + "\nrequests:\n"
      + requests.joined(separator: "\n") + "\n"
    try await Self.with(seed: seed) { org, _, folder in
      let export = try await WritProgram.run("export", environment: org.environment, folder: folder.url)
      #expect(export.status == 0, "\(export.error)")
      #expect(try await org.statistics().buckets["listUsers"]?.calls == 24)
      #expect(
        try await Self.summary(of: export.output, org: org, in: folder, state: "new.db") == ["unchanged": 2_000])
    }
  }
}
