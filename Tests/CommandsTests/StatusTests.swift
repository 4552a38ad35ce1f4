import Foundation
import FoundationNetworking
import Synchronization
import Testing

@Suite("writ status")
struct StatusTests {
  private static func status(
    _ arguments: String..., org: ServedOrg, in folder: ScratchFolder
  ) async throws -> [String: Any] {
    let run = try await WritProgram.run(
      list: ["status"] + arguments + ["--format", "json"], environment: org.environment, folder: folder.url)
    #expect(run.status == 0, "\(run.error)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  private static func counts(_ document: [String: Any]) -> [String: Int] {
    (document["summary"] as? [String: Int] ?? [:]).filter { $0.value > 0 && $0.key != "total" }
  }

  private static func calls(_ org: ServedOrg) async throws -> Int {
    try await org.statistics().buckets.values.reduce(0) { $0 + $1.calls }
  }

  @Test(
    "300 people and three types: each request is counted once, by what became of it, on the screen and in both reports")
  func story() async throws {
    let people = DecidedPeople.people(300) { number in
      switch number % 10 {
      case 0...4: .approved
      case 5: .underWay
      case 6: .denied
      case 7: .failed
      case 8: .waiting
      default: number < 100 ? .suspended : number < 200 ? .unknown : .lost
      }
    }
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", DecidedPeople.seed(people))
    try folder.file("hires.yaml", DecidedPeople.manifest(people))
    try folder.file("lost.yaml", DecidedPeople.manifest(people.filter { $0.fate == .lost }, byID: true))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      try await Self.loseReplies(10, of: "lost.yaml", to: org, in: folder)
      let document = try await Self.status(
        "hires.yaml", "--by", "type", "--report", "hires.html", "--report", "hires.csv", org: org, in: folder)
      #expect(
        Self.counts(document) == [
          "approved": 180, "denied": 30, "failed": 30, "waiting": 30, "blocked": 20, "ambiguous": 9, "missing": 1,
        ])
      let rows = try folder.text("hires.csv").split(separator: "\r\n").dropFirst()
      let statuses = Dictionary(rows.map { (String($0.prefix { $0 != "," }), 1) }, uniquingKeysWith: +)
      #expect(statuses == Self.counts(document))
      let page = try folder.text("hires.html")
      #expect(page.split(separator: "<figure>").count == 4)
      #expect(page.contains("300 requests: ") && page.contains(" 180 approved"))
      let groups = try #require(document["groups"] as? [[String: Any]])
      #expect(groups.map { $0["type"] as? String } == ["crm", "vpn", "wiki"])
      #expect(groups.map { $0["blocked"] as? Int } == [10, 10, 0])
      let requests = try #require(document["requests"] as? [[String: Any]])
      for (person, request) in zip(people, requests) {
        let isPlain =
          request["login"] as? String == person.login
          && request["requestType"] as? String == DecidedPeople.types[person.type]
        #expect(isPlain, "\(request)")
      }
      let reasons = Set(requests.filter { $0["status"] as? String == "waiting" }.compactMap { $0["reason"] as? String })
      #expect(
        reasons == [
          "waits for the requester's manager (approval 1 of 2) since 2026-02-02T09:00:00Z",
          "waits for person0@example.com since 2026-02-02T09:00:00Z",
          "waits for a member of 00g1emaKYZTWRYYRRTSK since 2026-02-02T09:00:00Z",
        ])
    }
  }

  /// An apply to an address of the org that answers its first create and no other, killed once it has sent all of them. The
  /// org itself has none of them.
  private static func loseReplies(
    _ count: Int, of manifest: String, to org: ServedOrg, in folder: ScratchFolder
  ) async throws {
    let (id, _) = try await URLSession.shared.data(
      from: #require(URL(string: "\(org.url)/.well-known/okta-organization")))
    let isFirst = Mutex(true)
    try await RawServer.with { call in
      if call.hasPrefix("POST ") {
        return isFirst.withLock { isFirst in
          defer { isFirst = false }
          return isFirst ? RawServer.reply(201, [], created(by: call)) : nil
        }
      }
      if call.contains("okta-organization") { return RawServer.reply(200, [], String(decoding: id, as: UTF8.self)) }
      return RawServer.reply(200, [], #"{"data":[]}"#)
    } body: { silent in
      let arguments = ["apply", manifest, "--yes", "--no-user-check", "--no-type-check", "--longest-call", "1h"]
      let environment = [
        "OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(silent.port)", "OKTA_CLIENT_TOKEN": ServedOrg.token,
      ]
      let apply = try StartedWrit(arguments, environment: environment, folder: folder.url)
      try await eventually { silent.received.count { $0.hasPrefix("POST ") } == count }
      apply.signal(SIGKILL)
      _ = try await apply.end()
    }
  }

  /// The reply to a create.
  private static func created(by call: String) -> String {
    let (user, moment) = (call.firstMatch(of: /00u\d{17}/)?.output ?? "", Date().formatted(.iso8601))
    return """
      {"id":"61eb06a3c462d20007f0235c","subject":"Access","requestTypeId":"\(DecidedPeople.typeID(2))","requesterUserIds":["\(user)"],
      "created":"\(moment)","createdBy":"00u1","lastUpdated":"\(moment)","lastUpdatedBy":"00u1","requestStatus":"OPEN",
      "type":"ACCESS_REQUEST","_links":{}}
      """
  }

  @Test("a second status is one call, and a request that changed in between is one more")
  func secondStatus() async throws {
    let people = DecidedPeople.people(30) { [.approved, .denied, .waiting][$0 % 3] }
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", DecidedPeople.seed(people))
    for byID in [true, false] {
      try folder.file("m.yaml", DecidedPeople.manifest(people, byID: byID))
      try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
        func status() async throws -> (calls: Int, counts: [String: Int]) {
          let before = try await Self.calls(org)
          let document = try await Self.status("m.yaml", "--state", "\(byID).db", org: org, in: folder)
          return (try await Self.calls(org) - before, Self.counts(document))
        }
        let counts = ["approved": 10, "denied": 10, "waiting": 10]
        // The org's id, the list, 30 requests, three types, and the people.
        #expect(try await status() == (byID ? 36 : 37, counts))
        #expect(try await status() == (1, counts))
        try await Self.decide(person: people[2], type: people[2].type, in: org)
        let after = try await status()
        #expect(after == (2, counts), "the first of two approvals leaves it waiting")
        #expect(try await status().calls == 1)
      }
    }
  }

  /// Approves the current approval of a person's request, as its approver does on the server's page.
  private static func decide(person: DecidedPeople.Person, type: Int, in org: ServedOrg) async throws {
    let list = try await WritProgram.run("requests", "list", "--limit", "200", environment: org.environment)
    let pages = try #require(try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String: Any])
    let requests = try #require(pages["data"] as? [[String: Any]])
    let request = try #require(requests.first { ($0["requesterUserIds"] as? [String]) == [person.id] })
    let id = try #require(request["id"] as? String)
    try await org.decide(id, "APPROVED")
  }

  @Test("without a path it is about what runs of the state have created, which their replies have shown")
  func withoutPath() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(12))
    try await ServedOrg.with { org in
      let empty = try await Self.status(org: org, in: folder)
      #expect(Self.counts(empty) == [:])
      let apply = try await WritProgram.run(
        "apply", "m.yaml", "--yes", environment: org.environment, folder: folder.url)
      #expect(apply.status == 0, "\(apply.error)")
      _ = try await Self.status(org: org, in: folder)
      let before = try await Self.calls(org)
      let document = try await Self.status(org: org, in: folder)
      #expect(try await Self.calls(org) - before == 1)
      #expect(Self.counts(document) == ["waiting": 12])
      let retrievals = try await org.statistics().buckets.filter {
        $0.key.contains("retrieveRequest") && !$0.key.contains("Type")
      }
      #expect(retrievals.values.allSatisfy { $0.calls == 0 }, "\(retrievals)")
      let request = try #require((document["requests"] as? [[String: Any]])?.first)
      #expect(request["name"] as? String == "team" && request["file"] as? String == "m.yaml")
    }
  }

  @Test("a missing request that the org has refused is shown with what it said")
  func refused() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let refusal = #"{"errorCode":"E0000001","errorSummary":"Api validation failed: subject","errorCauses":[]}"#
    try await RawServer.with { call in
      if call.contains(/request-types|users/) { return RawServer.reply(404) }
      return call.hasPrefix("POST ") ? RawServer.reply(400, [], refusal) : RawServer.reply(200, [], #"{"data":[]}"#)
    } body: { org in
      let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(org.port)", "OKTA_CLIENT_TOKEN": ServedOrg.token]
      let apply = try await WritProgram.run("apply", "m.yaml", "--yes", environment: environment, folder: folder.url)
      #expect(apply.status == 4, "\(apply.error)")
      let status = try await WritProgram.run("status", "m.yaml", environment: environment, folder: folder.url)
      #expect(status.output.contains("! missing    00u00000000000000000"), "\(status.output)")
      #expect(status.output.contains("Api validation failed: subject"), "\(status.output)")
    }
  }

  @Test("--no-decisions retrieves nothing, and says what it leaves out")
  func noDecisions() async throws {
    let people = DecidedPeople.people(9) { [.approved, .denied, .waiting][$0 % 3] }
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", DecidedPeople.seed(people))
    try folder.file("m.yaml", DecidedPeople.manifest(people))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let document = try await Self.status("m.yaml", "--no-decisions", org: org, in: folder)
      #expect(Self.counts(document) == ["resolved": 6, "waiting": 3])
      #expect(
        document["notes"] as? [String] == ["9 requests are not retrieved: who decided or has to decide is not known"])
    }
  }

  @Test("a status that the deadline or Ctrl-C ends shows what it has", arguments: [true, false])
  func cutShort(byDeadline: Bool) async throws {
    let people = DecidedPeople.people(9) { _ in .denied }
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", DecidedPeople.seed(people))
    try folder.file("m.yaml", DecidedPeople.manifest(people))
    try await ServedOrg.with("--seed", folder.path("seed.yaml"), "--rate-limit", "4/10m") { org in
      let arguments = ["status", "m.yaml", "--reserve", "0%", "--format", "json"]
      let status = try StartedWrit(
        arguments + (byDeadline ? ["--deadline", "5s"] : []), environment: org.environment, folder: folder.url)
      if !byDeadline {
        try await eventually { try await org.statistics().buckets["retrieveRequest"]?.calls == 4 }
        status.signal(SIGINT)
      }
      let run = try await status.end()
      #expect(run.status == 6, "\(run.error)")
      let document = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      let counts = Self.counts(document)
      // A reply that came with the signal may not be read any more.
      #expect((counts["denied"] ?? 0) + (counts["resolved"] ?? 0) == 9 && counts["resolved"] ?? 0 >= 5, "\(counts)")
      #expect(run.error.contains("requests are not retrieved"), "\(run.error)")
    }
  }

  @Test("a status for spreadsheets is UTF-8 with a byte order mark, and has a row for each declaration")
  func spreadsheet() async throws {
    let people = DecidedPeople.people(9) { [.approved, .waiting, .denied][$0 % 3] }
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", DecidedPeople.seed(people))
    try folder.file("m.yaml", DecidedPeople.manifest(people))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let run = try await WritProgram.run(
        "status", "m.yaml", "--format", "csv", environment: org.environment, folder: folder.url)
      #expect(run.status == 0 && run.output.hasPrefix("\u{FEFF}status,name,"), "\(run.error)")
      let lines = run.output.components(separatedBy: "\r\n")
      #expect(lines.count == 11 && lines.last == "")
      #expect(lines.dropFirst().prefix(3).map { $0.prefix { $0 != "," } } == ["approved", "waiting", "denied"])
    }
  }

  @Test("a status as text, as counts and as JSON reads well")
  func transcript() async throws {
    let people = DecidedPeople.people(9) {
      [.approved, .waiting, .denied, .underWay, .waiting, .failed, .suspended][$0 % 7]
    }
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", DecidedPeople.seed(people))
    try folder.file("m.yaml", DecidedPeople.manifest(people))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let transcript = Transcript("status", of: org, in: folder)
      for arguments in [
        ["m.yaml"], ["m.yaml", "--verbose"], ["m.yaml", "--quiet"], ["m.yaml", "--by", "type"],
        ["m.yaml", "--by", "status"], ["m.yaml", "--select", "wiki", "--format", "json"],
        ["m.yaml", "--format", "csv"],
        ["m.yaml", "--format", "yaml"], [], ["m.yaml", "--by", "color"], ["--select", "x"],
      ] {
        try await transcript.run(list: ["status"] + arguments)
      }
      try transcript.check()
    }
  }
}
