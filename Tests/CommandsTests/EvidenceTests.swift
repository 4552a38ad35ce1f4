import Foundation
import Testing

/// Orgs, gateways and clocks that lie, and states that do not know: the built program against the local server.
@Suite("Replies and lists that cannot be relied on")
struct OrgEvidenceTests {
  private static func run(
    _ arguments: String..., org: ServedOrg, in folder: ScratchFolder
  ) async throws -> WritProgram.Run {
    try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
  }

  private static func apply(
    _ more: String..., org: ServedOrg, in folder: ScratchFolder
  ) async throws -> WritProgram.Run {
    try await WritProgram.run(
      list: ["apply", "m.yaml", "--yes", "--settle", "300ms", "--longest-call", "300ms"] + more,
      environment: org.environment, folder: folder.url)
  }

  private static func summary(_ run: WritProgram.Run) throws -> [String: Any] {
    let last = try #require(run.output.split(separator: "\n").last)
    return try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
  }

  @Test(
    "gateways, foreign replies, changed subjects and wrong clocks neither duplicate nor lose a request, and no run succeeds before all exist",
    arguments: [
      "403-before=30%", "403-after=30%", "409-before=30%", "409-after=30%", "login-page=30%", "foreign-reply=40%",
      "reply-lost=40%,stamp-skew=-2h", "reply-lost=40%,stamp-skew=25h", "reply-lost=40%,clock-skew=3h",
      "reply-lost=40%,bmp-subject=100%", "reply-lost=40%,trimmed-subject=100%",
    ])
  func oddOrgs(faults: String) async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(12, subject: "Access \u{1F511} room"))
    try await ServedOrg.with("--faults", faults, "--fault-seed", "7") { org in
      // A third of all calls fail: a plan may take some tries.
      for _ in 1...40 {
        let run = try await Self.apply(org: org, in: folder)
        let statistics = try await org.statistics()
        #expect(statistics.duplicateKeys == 0, "\(run.error)")
        #expect(run.status != 0 || statistics.requests == 12, "\(run.output)")
        if run.status == 0 { return }
      }
      Issue.record("no run ends well")
    }
  }

  @Test("requests that the list never shows are read by their ids once, and created once")
  func neverListed() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(30, messages: ["hello"]))
    try await ServedOrg.with("--faults", "never-listed=100%") { org in
      #expect(try await Self.apply(org: org, in: folder).status == 0)
      let transcript = Transcript("never-listed", of: org, in: folder)
      var looks: [Int] = []
      for _ in 1...2 {
        try await Task.sleep(for: .milliseconds(2500))
        #expect(
          try await transcript.run("apply", "m.yaml", "--yes", "--settle", "300ms", "--longest-call", "300ms").status
            == 0)
        looks.append(try await org.statistics().buckets["retrieveRequest"]?.calls ?? 0)
      }
      try transcript.check()
      let statistics = try await org.statistics()
      #expect(statistics.requests == 30 && statistics.messages == 30)
      // At its end, the first apply looks at those that the list should show by then, or else at one to know that they exist
      // at all. How many those are is a matter of how long it took.
      #expect(looks[0] <= 31 && looks[1] == looks[0])
    }
  }

  @Test("requests without a visible requester block those with the same type and subject, and the rest are created")
  func hiddenRequester() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(5))
    try await ServedOrg.with("--faults", "hidden-requester=100%") { org in
      #expect(try await Self.apply(org: org, in: folder).status == 0)
      try folder.file(
        "m.yaml", ManifestText.requests(5) + "  - { requestTypeId: 61eb2db568c7c300079fefd2, subject: Laptop }\n")
      let transcript = Transcript("hidden-requester", of: org, in: folder)
      let apply = ["apply", "m.yaml", "--yes", "--settle", "300ms", "--longest-call", "300ms"]
      #expect(try await transcript.run(list: apply + ["--state", "lost.db"]).status == 4)
      // The state that created them knows them: only the other state's request hides its requester.
      #expect(try await transcript.run(list: apply).status == 4)
      #expect(try await org.statistics().requests == 6)
      try transcript.check()
    }
  }

  @Test("a new state withholds messages for requests that exist, and sends them with --send-withheld-messages")
  func withheld() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(4, messages: ["hello", "and welcome"]))
    try await ServedOrg.with { org in
      #expect(try await Self.apply(org: org, in: folder).status == 0)
      let transcript = Transcript("messages-withheld", of: org, in: folder)
      for state in ["lost.db", "other.db"] {
        #expect(try await transcript.run("apply", "m.yaml", "--yes", "--state", state).status == 0)
        let plan = try await Self.run("plan", "m.yaml", "--state", state, "--detailed-exitcode", org: org, in: folder)
        #expect(plan.status == 0)
      }
      try transcript.check()
      #expect(try await org.statistics().messages == 8)
      let json = try await Self.apply("--state", "lost.db", "--format", "json", org: org, in: folder)
      #expect(try Self.summary(json)["withheld"] as? Int == 8)
      #expect(json.output.components(separatedBy: #""outcome":"withheld""#).count == 8 + 1)
      let asked = try await Self.apply("--state", "lost.db", "--send-withheld-messages", org: org, in: folder)
      #expect(asked.status == 0, "\(asked.error)")
      #expect(try await org.statistics().messages == 16)
    }
  }

  @Test("an org under another host name is the same org, and nothing is sent again")
  func anotherName() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2, messages: ["hello"]))
    try await ServedOrg.with { org in
      #expect(try await Self.apply(org: org, in: folder).status == 0)
      let transcript = Transcript("org-by-another-name", of: org, in: folder)
      let name = ["OKTA_CLIENT_ORGURL": org.url.replacing("127.0.0.1", with: "localhost")]
      #expect(try await transcript.run("apply", "m.yaml", "--yes", environment: name).status == 0)
      try transcript.check()
      let statistics = try await org.statistics()
      #expect(statistics.messages == 2 && statistics.requests == 2)
    }
  }

  @Test("an edited subject is blocked and names the existing request, until --accept-new-subjects is given")
  func editedSubject() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1, subject: "VPM"))
    try await ServedOrg.with { org in
      #expect(try await Self.apply(org: org, in: folder).status == 0)
      try folder.file("m.yaml", ManifestText.requests(1, subject: "VPN"))
      let transcript = Transcript("subject-edited", of: org, in: folder)
      let blocked = try await transcript.run("apply", "m.yaml", "--yes")
      #expect(blocked.status == 4 && blocked.output.contains(/request [0-9a-f]{24} .*"VPM"/))
      try transcript.check()
      #expect(try await org.statistics().requests == 1)
      #expect(try await Self.apply("--accept-new-subjects", org: org, in: folder).status == 0)
      #expect(try await org.statistics().requests == 2)
    }
  }

  @Test(
    "a denied request is reported, and requested again once the manifest sets attempt, also where the reply is lost")
  func attempts() async throws {
    let folder = try ScratchFolder()
    try folder.file(
      "seed.yaml",
      """
      requestTypes:
        - { id: 61eb2db568c7c300079fefd2, name: VPN }
      users:
        - id: 00u00000000000000000
          login: ana@example.com
      requests:
        - requestTypeId: 61eb2db568c7c300079fefd2
          subject: VPN
          requester: 00u00000000000000000
          created: 2026-01-12T08:30:00Z
          approveAfter: 1ms
          decision: DENIED
      """)
    try folder.file("m.yaml", ManifestText.requests(1, messages: ["hello"]))
    try await ServedOrg.with("--seed", folder.path("seed.yaml"), "--faults", "502-after=50%", "--fault-seed", "1") {
      org in
      let plan = try await Self.run("plan", "m.yaml", "--format", "json", org: org, in: folder)
      let document = try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any]
      #expect((document?["summary"] as? [String: Int])?["denied"] == 0)
      #expect((document?["summary"] as? [String: Int])?["withheld"] == 1)
      try folder.file("m.yaml", ManifestText.requests(1))
      let transcript = Transcript("request-denied", of: org, in: folder)
      let denied = try await transcript.run("plan", "m.yaml")
      #expect(denied.status == 0 && denied.output.contains(" attempt: 2"), "\(denied.output)")
      try transcript.check()
      try folder.file("m.yaml", ManifestText.requests(1) + "    attempt: 2\n")
      #expect(try await Self.apply("--no-decisions", "--state", "fresh.db", org: org, in: folder).status == 0)
      #expect(try await org.statistics().requests == 1)
      let again = try await Self.apply(org: org, in: folder)
      #expect(again.status == 0, "\(again)")
      #expect(try await Self.apply(org: org, in: folder).status == 0)
      #expect(try await org.statistics().requests == 2)
    }
  }

  @Test("plan and apply report duplicates that another client created, as text and as JSON")
  func duplicates() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2))
    try await ServedOrg.with { org in
      #expect(try await Self.apply(org: org, in: folder).status == 0)
      let twin = try await Self.run(
        "requests", "create", "--type", "61eb2db568c7c300079fefd2", "--subject", "VPN", "--user",
        "00u00000000000000001", org: org, in: folder)
      #expect(twin.status == 0, "\(twin.error)")
      let transcript = Transcript("duplicates-in-the-org", of: org, in: folder)
      for command in [["plan", "m.yaml", "--quiet"], ["apply", "m.yaml", "--yes"]] {
        let run = try await transcript.run(list: command)
        #expect(run.status == 0 && run.error.contains("warning: "), "\(run.error)")
      }
      try transcript.check()
      let plan = try await Self.run("plan", "m.yaml", "--format", "json", org: org, in: folder)
      let document = try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any]
      let duplicates = try #require(document?["duplicates"] as? [[String: Any]])
      #expect(duplicates.count == 1 && (duplicates[0]["requestIds"] as? [String])?.count == 2)
    }
  }
}
