import Foundation
import Synchronization
import Testing

@Suite("writ requests")
struct RequestsTests {
  /// A request type of the built-in seed without required fields.
  private static let type = "61eb2db568c7c300079fefd2"
  private static let user = "00ub0oNGTSWTBKOLGLNR"

  private struct Request: Decodable {
    var id: String
    var subject: String
    var requesterUserIds: [String]
  }

  private struct Page: Decodable {
    var data: [Request]
  }

  private static func create(_ subject: String, in org: ServedOrg) async throws -> Request {
    let run = try await WritProgram.run(
      "requests", "create", "--type", type, "--subject", subject, "--user", user, environment: org.environment)
    try #require(run.status == 0, "\(run.error)")
    return try JSONDecoder().decode(Request.self, from: Data(run.output.utf8))
  }

  @Test("requests create, get, message and list print the API's replies")
  func operations() async throws {
    try await ServedOrg.with { org in
      let made = try await Self.create("Access to \"everything\"", in: org)
      #expect(made.requesterUserIds == [Self.user])
      let shown = try await WritProgram.run("requests", "get", made.id, environment: org.environment)
      #expect(shown.status == 0)
      #expect(try JSONDecoder().decode(Request.self, from: Data(shown.output.utf8)).subject == made.subject)
      let transcript = Transcript("requests-message", of: org)
      let sent = try await transcript.run("requests", "message", made.id, "--message", "-", input: "two\nlines\n")
      #expect(sent.status == 0 && sent.output == "" && sent.error.contains(made.id))
      try transcript.check()
      #expect(try await org.messages(of: made.id) == ["two\nlines"])
      let quiet = try await WritProgram.run(
        "requests", "message", made.id, "--message", "x", "--quiet", environment: org.environment)
      #expect(quiet.error == "")
      let filter = "requestStatus eq \"OPEN\""
      let list = try await WritProgram.run("requests", "list", "--filter", filter, environment: org.environment)
      #expect(try JSONDecoder().decode(Page.self, from: Data(list.output.utf8)).data.map(\.id) == [made.id])
    }
  }

  @Test("a single call after a run on the same state waits for the rate limit and meets no 429")
  func sharedWindow() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(5))
    try await ServedOrg.with("--rate-limit", "5/5s") { org in
      let run = try await WritProgram.run(
        "apply", "m.yaml", "--yes", "--reserve", "0%", environment: org.environment, folder: folder.url)
      try #require(run.status == 0, "\(run.error)")
      let create = try await WritProgram.run(
        "requests", "create", "--type", Self.type, "--subject", "s", "--user", Self.user,
        environment: org.environment, folder: folder.url)
      #expect(create.status == 0, "\(create.error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == 6)
      #expect(statistics.buckets.values.allSatisfy { $0.throttled == 0 }, "\(statistics.buckets)")
    }
  }

  @Test("requests list --all follows every page and prints one object", arguments: [0, 1, 5])
  func allPages(count: Int) async throws {
    try await ServedOrg.with { org in
      for number in 0..<count { _ = try await Self.create("data \(number) ]}\\\"", in: org) }
      let run = try await WritProgram.run(
        "requests", "list", "--all", "--limit", "2", "--order-by", "created asc", environment: org.environment)
      #expect(run.status == 0)
      let page = try JSONDecoder().decode(Page.self, from: Data(run.output.utf8))
      #expect(page.data.map(\.subject) == (0..<count).map { "data \($0) ]}\\\"" })
    }
  }

  @Test("requests create --field takes a text, or an option in brackets")
  func fields() async throws {
    try await ServedOrg.with { org in
      let run = try await WritProgram.run(
        "requests", "create", "--type", "08ab2db568c7c300079fefd0", "--subject", "Sales", "--user", Self.user,
        "--field", "05c87fe9-11f6-4d40-a033-b155b39dcdbe=duties = many",
        "--field", "1c5ef673-8dbb-4b9c-ac76-0b4180116e43=[Sales Cloud]", environment: org.environment)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.output.contains("\"duties = many\""))
      #expect(run.output.contains("[\"Sales Cloud\"]"))
    }
  }

  @Test("requests create ends with status 4 and the org's reason where the org rejects it")
  func rejected() async throws {
    try await ServedOrg.with { org in
      let transcript = Transcript("requests-rejected", of: org)
      let run = try await transcript.run(
        "requests", "create", "--type", "ffffffffffffffffffffffff", "--subject", "s")
      #expect(run.status == 4)
      #expect(run.output == "")
      #expect(try await transcript.run("requests", "get", "nope").status == 1)
      #expect(try await transcript.run("requests", "message", "nope", "--message", "hello").status == 4)
      #expect(try await org.statistics().requests == 0)
      try transcript.check()
    }
  }

  private static let login = RawServer.reply(
    200, ["Content-Type: application/json"], "<html><head><title>Sign in</title></head></html>")

  @Test("a reply that is not Okta's ends a read with status 1 and a write with status 5")
  func foreignReplies() async throws {
    let create = ["create", "--type", Self.type, "--subject", "s"]
    let replies = [
      Self.login, RawServer.reply(303, ["Location: https://login.example"]),
      RawServer.reply(409, [], "<html>busy</html>"),
      RawServer.reply(403, [], #"{"message":"Forbidden"}"#), RawServer.reply(200, [], #"{"id":"#),
    ]
    let transcript = Transcript("requests-foreign-replies")
    for reply in replies {
      transcript.note("reply: \(reply.split(separator: "\r\n")[0]) \(reply.split(separator: "\r\n").last ?? "")")
      try await RawServer.with({ _ in reply }) { server in
        for (arguments, status) in [
          (["list"], Int32(1)), (["list", "--all"], 1), (["get", "1"], 1), (create, 5),
          (["message", "1", "--message", "x"], 5),
        ] {
          let run = try await transcript.run(list: ["requests"] + arguments, environment: Self.environment(of: server))
          #expect(run.status == status, "\(arguments) \(reply) \(run.error)")
          #expect(run.output == "" && run.error.hasPrefix("error: "))
        }
        #expect(server.received.count == 5)
      }
    }
    try transcript.check()
  }

  @Test("requests list and get end with status 1 where the reply is JSON, but not a page or a request")
  func strangeJSON() async throws {
    let transcript = Transcript("requests-strange-json")
    for body in ["{}", "[]", "null", #"{"data":null}"#, ""] {
      transcript.note("body: \(body)")
      try await RawServer.with({ _ in RawServer.reply(200, [], body) }) { server in
        for arguments in [["list"], ["list", "--all"], ["get", "1"]] {
          let run = try await transcript.run(list: ["requests"] + arguments, environment: Self.environment(of: server))
          #expect(run.status == 1 && run.output == "", "\(arguments) \(run.output)")
        }
      }
    }
    try transcript.check()
  }

  @Test("commands that read a list without an end stop with status 1 and send nothing")
  func endlessList() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let transcript = Transcript("endless-list", in: folder)
    for command in [["requests", "list", "--all"], ["plan", "m.yaml"], ["apply", "m.yaml", "--yes"]] {
      try await Self.expectEnd(of: command, transcript)
    }
    try transcript.check()
  }

  private static func expectEnd(of command: [String], _ transcript: Transcript) async throws {
    let pages = Mutex(0)
    try await RawServer.with { call in
      guard call.hasPrefix("GET /governance/api/v1/requests") else { return RawServer.reply(404) }
      let page = pages.withLock { pages in
        pages += 1
        return pages
      }
      let link = "Link: </governance/api/v1/requests?after=\(page)>; rel=\"next\""
      return RawServer.reply(200, [link, "Content-Type: application/json"], #"{"data":[],"_links":{}}"#)
    } body: { server in
      let run = try await transcript.run(list: command, environment: environment(of: server))
      #expect(run.status == 1)
      #expect(pages.withLock { $0 } == 3 && !server.received.contains { $0.hasPrefix("POST") })
    }
  }

  @Test("requests create ends with status 5 where the reply is about another request, or none")
  func otherRequest() async throws {
    func reply(
      id: String = "61eb06a3c462d20007f0235c", type: String = Self.type, user: String = Self.user, subject: String
    )
      -> String
    {
      RawServer.reply(
        201, [],
        """
        {"id":"\(id)","subject":"\(subject)","requestTypeId":"\(type)","requesterUserIds":["\(user)"],
        "created":"2026-02-02T09:00:00.000Z","requestStatus":"OPEN"}
        """)
    }
    let rows: [(reply: String, status: Int32)] = [
      (reply(subject: "Wiki"), 0), (reply(type: Self.type.uppercased(), subject: " Wiki "), 0),
      (reply(id: "", subject: "Wiki"), 5), (reply(type: "08ab2db568c7c300079fefd0", subject: "Wiki"), 5),
      (reply(user: "00ub0oNGTSWTBKOLGLNS", subject: "Wiki"), 5), (reply(subject: "Wika"), 5),
      (RawServer.reply(201, [], "{}"), 5), (RawServer.reply(201, [], "[]"), 5), (RawServer.reply(201), 5),
      (RawServer.reply(202, [], "null"), 5),
    ]
    let transcript = Transcript("requests-other-request")
    for (reply, status) in rows {
      transcript.note("reply: \(reply.split(separator: "\r\n\r\n").dropFirst().joined().replacing("\n", with: " "))")
      try await RawServer.with({ _ in reply }) { server in
        let run = try await transcript.run(
          "requests", "create", "--type", Self.type, "--subject", "Wiki", "--user", Self.user,
          environment: Self.environment(of: server))
        #expect(run.status == status, "\(reply) \(run.error)")
        #expect(run.output.isEmpty == (status == 5) && run.error.isEmpty == (status == 0))
        #expect(server.received.count == 1)
      }
    }
    try transcript.check()
  }

  private static func environment(of server: RawServer) -> [String: String] {
    ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "t0ken"]
  }

  @Test("a wrong token ends a command with status 8, and no output contains it")
  func wrongToken() async throws {
    try await ServedOrg.with { org in
      let secret = "secret-that-no-one-may-see"
      let scratch = try ScratchFolder()
      try scratch.file("token", "\(secret)\nsecond line")
      let list = ["requests", "list", "--verbose"]
      let secrets = org.environment.merging(["OKTA_CLIENT_TOKEN": secret]) { $1 }
      let file = ["--token-file", scratch.path("token")]
      let runs = [
        try await WritProgram.run(list: list, environment: secrets),
        try await WritProgram.run(list: list + file, environment: org.environment),
        try await WritProgram.run(list: list + ["--token-command", "echo \(secret)"], environment: org.environment),
      ]
      for run in runs {
        #expect(run.status == 8)
        #expect(run.output == "")
        #expect(run.error.contains("401 E0000004"))
        #expect(!run.error.contains(secret))
      }
    }
  }

  @Test("an org that cannot be reached ends a command with status 1 and names the org")
  func unreachable() async throws {
    let port = try FreePort.find()
    let transcript = Transcript("requests-unreachable", environment: ["OKTA_CLIENT_TOKEN": "t0k3n"])
    let run = try await transcript.run("requests", "list", "--org-url", "http://127.0.0.1:\(port)")
    #expect(run.status == 1 && run.error.contains("http://127.0.0.1:\(port)"))
    try transcript.check()
  }

  @Test("missing settings are all reported at once, each with a hint")
  func noSettings() async throws {
    let transcript = Transcript("settings-missing")
    let run = try await transcript.run("requests", "list")
    #expect(run.status == 64 && run.error.components(separatedBy: "error: ").count == 3)
    try transcript.check()
  }

  @Test("the settings file of Okta's tools is read, its errors have a place, and permissions of others are warned of")
  func settingsFile() async throws {
    try await ServedOrg.with { org in
      let home = try ScratchFolder()
      try home.file(".okta/okta.yaml", "okta:\n  client:\n    orgUrl: \(org.url)\n    token: \(ServedOrg.token)\n")
      for path in [".okta", ".okta/okta.yaml"] {
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: home.path(path))
      }
      let run = try await WritProgram.run("requests", "list", environment: ["HOME": home.url.path])
      #expect(run.status == 0 && run.error == "", "\(run.error)")
      let transcript = Transcript("settings-file", environment: ["HOME": home.url.path])
      for (path, mode) in [(".okta/okta.yaml", 0o666), (".okta", 0o777)] {
        let full = home.path(path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: full)
        transcript.note("\(path) with the permissions \(String(mode, radix: 8))")
        let warned = try await transcript.run("requests", "list")
        #expect(warned.status == 0 && warned.error.hasPrefix("warning: "), "\(warned.error)")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: full)
      }
      try home.file(".okta/okta.yaml", "okta:\n  client: [")
      let broken = try await transcript.run("requests", "list")
      #expect(broken.status == 64)
      #expect(broken.error.contains("/.okta/okta.yaml:"))
      try transcript.check()
    }
  }
}
