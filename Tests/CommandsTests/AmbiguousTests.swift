import Foundation
import Synchronization
import Testing

/// An org that answers as each test wants, and keeps some replies to itself.
@Suite("Ambiguous outcomes of calls")
struct AmbiguousTests {
  private static let id = "61eb06a3c462d20007f0235c"

  /// A request of the user with this number, as the org shows it.
  private static func request(_ id: String, user: Int = 0, createdAt created: Date) -> String {
    let moment = created.formatted(.iso8601)
    return """
      {"id":"\(id)","subject":"VPN","requestTypeId":"61eb2db568c7c300079fefd2",
      "requesterUserIds":["00u0000000000000000\(user)"],"created":"\(moment)","createdBy":"00u1","lastUpdated":"\(moment)",
      "lastUpdatedBy":"00u1","requestStatus":"OPEN","type":"ACCESS_REQUEST","_links":{}}
      """
  }

  /// The org has no users and request types to show.
  private static func refusal(of call: String) -> String? {
    call.contains(/request-types|users/) ? RawServer.reply(404) : nil
  }

  private static func list(_ requests: [String]) -> String {
    RawServer.reply(200, [], "{\"data\":[\(requests.joined(separator: ","))]}")
  }

  /// The org's list with the request that `ManifestText` declares for its first user, where it has it.
  private static func list(createdAt created: Date?) -> String {
    list(created.map { [request(id, createdAt: $0)] } ?? [])
  }

  private static func run(
    _ arguments: [String], org: RawServer, in folder: ScratchFolder
  ) async throws -> WritProgram.Run {
    try await WritProgram.run(list: arguments, environment: environment(org), folder: folder.url)
  }

  private static func environment(_ org: RawServer) -> [String: String] {
    ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(org.port)", "OKTA_CLIENT_TOKEN": ServedOrg.token]
  }

  /// Kills an apply once its first write has arrived.
  private static func kill(_ arguments: [String], org: RawServer, in folder: ScratchFolder) async throws {
    let writ = try StartedWrit(arguments, environment: environment(org), folder: folder.url)
    try await eventually { org.received.contains { $0.hasPrefix("POST ") } }
    writ.signal(SIGKILL)
    _ = try await writ.end()
  }

  @Test("a saved plan with an ambiguous message applies the rest and reports the message, until it is resolved")
  func savedPlan() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1, messages: ["hello", "and welcome"]))
    let hasDied = Mutex(false)
    try await RawServer.with { call in
      if let refusal = Self.refusal(of: call) { return refusal }
      guard call.hasPrefix("POST ") else { return Self.list(createdAt: Date(timeIntervalSince1970: 1_700_000_000)) }
      return hasDied.withLock { $0 } ? RawServer.reply(204) : nil
    } body: { org in
      let plan = try await Self.run(
        ["plan", "m.yaml", "--no-field-check", "--send-withheld-messages", "--out", "p.json"], org: org, in: folder)
      #expect(plan.status == 0, "\(plan.error)")
      let apply = [
        "apply", "--plan", "p.json", "--yes", "--no-field-check", "--send-withheld-messages", "--settle", "100ms",
        "--longest-call", "100ms",
      ]
      try await Self.kill(apply, org: org, in: folder)
      hasDied.withLock { $0 = true }
      let transcript = Transcript("ambiguous-message", in: folder, environment: Self.environment(org))
      for _ in 1...2 { #expect(try await transcript.run(list: apply).status == 5) }
      let texts = org.received.filter { $0.hasPrefix("POST ") }.map { $0.contains("welcome") }
      #expect(texts == [false, true])
      #expect(try await transcript.run("journal", "resolve", "1", "--created", Self.id).status == 64)
      #expect(try await transcript.run("journal", "resolve", "1", "--absent").status == 0)
      #expect(try await transcript.run("journal", "resolve", "1", "--absent").status == 64)
      #expect(try await transcript.run("journal", "resolve", "1", "--created", "x").status == 64)
      try transcript.check()
    }
  }

  @Test(
    "a create of a killed run that the next run finds is reported as adopted", arguments: [true, false])
  func adoptedAtTheStart(json: Bool) async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let created = Mutex<Date?>(nil)
    try await RawServer.with { call in
      if let refusal = Self.refusal(of: call) { return refusal }
      guard call.hasPrefix("POST ") else { return Self.list(createdAt: created.withLock { $0 }) }
      created.withLock { $0 = Date() }
      return nil
    } body: { org in
      try await Self.kill(["apply", "m.yaml", "--yes"], org: org, in: folder)
      let run = try await Self.run(
        [
          "apply", "m.yaml", "--yes", "--settle", "100ms", "--longest-call", "100ms", "--format",
          json ? "json" : "text",
        ], org: org, in: folder)
      #expect(run.status == 0, "\(run.error)")
      let lines = run.output.split(separator: "\n")
      if json {
        #expect(lines.count == 3)
        let head =
          #"{"formatVersion":1,"type":"action","action":"create","outcome":"adopted","requestId":"\#(Self.id)""#
        #expect(lines.dropFirst().first?.hasPrefix(head) == true, "\(run.output)")
        #expect(lines.last?.contains(#""adopted":1"#) == true)
      } else {
        #expect(lines.contains { $0.hasPrefix("adopted  ") && $0.contains("request \(Self.id)") }, "\(run.output)")
      }
    }
  }

  @Test("a request that another client creates during a run is not a failure, and the next run adopts it")
  func createdByOthers() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2))
    let base = Date(timeIntervalSince1970: 1_700_000_000)
    let made = Mutex([Self.request("61eb06a3c462d20007f0235a", user: 9, createdAt: base)])
    try await RawServer.with { call in
      if let refusal = Self.refusal(of: call) { return refusal }
      guard call.hasPrefix("POST ") else { return Self.list(made.withLock { $0 }) }
      return made.withLock { made in
        // The first create is answered; the second one is not, and another client's was there five minutes before it.
        let isFirst = made.count == 1
        let request = Self.request(
          isFirst ? Self.id : "61eb06a3c462d20007f0235d", user: made.count - 1, createdAt: base + (isFirst ? 1000 : 700)
        )
        made.append(request)
        return isFirst ? RawServer.reply(201, [], request) : RawServer.reply(500)
      }
    } body: { org in
      let apply = [
        "apply", "m.yaml", "--yes", "--no-field-check", "--parallelism", "1", "--settle", "100ms", "--longest-call",
        "100ms",
      ]
      let transcript = Transcript("created-by-another-client", in: folder, environment: Self.environment(org))
      // How often the lost create is looked up is a matter of time: the calls of the summary are not recorded.
      var first = try await Self.run(apply, org: org, in: folder)
      #expect(first.status == 6 && first.output.contains("1 created") && first.output.contains("1 remaining"))
      first.output = ""
      transcript.record(first, of: apply)
      #expect(try await transcript.run(list: apply).status == 0)
      #expect(org.received.count { $0.hasPrefix("POST ") } == 2)
      try transcript.check()
    }
  }
}
