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

  @Test("create, get, message and list print what the API says")
  func operations() async throws {
    try await ServedOrg.with { org in
      let made = try await Self.create("Access to \"everything\"", in: org)
      #expect(made.requesterUserIds == [Self.user])
      let shown = try await WritProgram.run("requests", "get", made.id, environment: org.environment)
      #expect(shown.status == 0)
      #expect(try JSONDecoder().decode(Request.self, from: Data(shown.output.utf8)).subject == made.subject)
      let told = try await WritProgram.run(
        "requests", "message", made.id, "--message", "-", environment: org.environment, input: "two\nlines\n")
      #expect(told.status == 0)
      #expect(told.output == "")
      #expect(told.error == "message sent to request \(made.id)\n")
      let quiet = try await WritProgram.run(
        "requests", "message", made.id, "--message", "x", "--quiet", environment: org.environment)
      #expect(quiet.error == "")
      let filter = "requestStatus eq \"OPEN\""
      let list = try await WritProgram.run("requests", "list", "--filter", filter, environment: org.environment)
      #expect(try JSONDecoder().decode(Page.self, from: Data(list.output.utf8)).data.map(\.id) == [made.id])
    }
  }

  @Test("a single call behind a run on the same state waits for room rather than meet a 429")
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

  @Test("list --all follows every page and prints one object", arguments: [0, 1, 5])
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

  @Test("a field's answer is a text, or an option in brackets")
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

  @Test("a refused create is status 4, with the org's reason")
  func rejected() async throws {
    try await ServedOrg.with { org in
      let run = try await WritProgram.run(
        "requests", "create", "--type", "ffffffffffffffffffffffff", "--subject", "s", environment: org.environment)
      #expect(run.status == 4)
      #expect(run.output == "")
      #expect(run.error.hasPrefix("error: 4"))
      let missing = try await WritProgram.run("requests", "get", "nope", environment: org.environment)
      #expect(missing.status == 1)
      #expect(missing.error.contains("404 E0000007"))
    }
  }

  private static let login = RawServer.reply(
    200, ["Content-Type: application/json"], "<html><head><title>Sign in</title></head></html>")

  @Test("a page of something in between counts for no operation: a read has failed, and a write is to be looked up")
  func foreignReplies() async throws {
    let create = ["create", "--type", Self.type, "--subject", "s"]
    let replies = [
      Self.login, RawServer.reply(303, ["Location: https://login.example"]),
      RawServer.reply(409, [], "<html>busy</html>"),
      RawServer.reply(403, [], #"{"message":"Forbidden"}"#), RawServer.reply(200, [], #"{"id":"#),
    ]
    for reply in replies {
      try await RawServer.with({ _ in reply }) { server in
        for (arguments, status) in [
          (["list"], Int32(1)), (["list", "--all"], 1), (["get", "1"], 1), (create, 5),
          (["message", "1", "--message", "x"], 5),
        ] {
          let run = try await WritProgram.run(list: ["requests"] + arguments, environment: Self.environment(of: server))
          #expect(run.status == status, "\(arguments) \(reply) \(run.error)")
          #expect(run.output == "" && !run.error.contains("message sent"))
          #expect(run.error.contains("before you send it again") == (status == 5))
        }
        #expect(server.received.count == 5)
      }
    }
  }

  @Test(
    "JSON that is no page or no request is the result of no read",
    arguments: ["{}", "[]", "null", #"{"data":null}"#, ""])
  func strangeJSON(body: String) async throws {
    try await RawServer.with({ _ in RawServer.reply(200, [], body) }) { server in
      for arguments in [["list"], ["list", "--all"], ["get", "1"]] {
        let run = try await WritProgram.run(list: ["requests"] + arguments, environment: Self.environment(of: server))
        #expect(run.status == 1 && run.output == "", "\(arguments) \(run.output)")
        #expect(run.error.contains("the org's reply is not a"), "\(run.error)")
      }
    }
  }

  @Test(
    "a list without an end ends whatever follows it, and is never taken for a complete one",
    arguments: [["requests", "list", "--all"], ["plan", "m.yaml"], ["apply", "m.yaml", "--yes"]])
  func endlessList(command: [String]) async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
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
      let run = try await WritProgram.run(list: command, environment: Self.environment(of: server), folder: folder.url)
      #expect(run.status == 1)
      #expect(run.error.contains("the org's list has no end: 3 pages in a row bring nothing new"), "\(run.error)")
      #expect(pages.withLock { $0 } == 3 && !server.received.contains { $0.hasPrefix("POST") })
    }
  }

  @Test("a create whose reply is about another request, or about none, is to be looked up")
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
        "created":"2026-11-26T10:00:00.000Z","requestStatus":"OPEN"}
        """)
    }
    let rows: [(reply: String, status: Int32)] = [
      (reply(subject: "Wiki"), 0), (reply(type: Self.type.uppercased(), subject: " Wiki "), 0),
      (reply(id: "", subject: "Wiki"), 5), (reply(type: "08ab2db568c7c300079fefd0", subject: "Wiki"), 5),
      (reply(user: "00ub0oNGTSWTBKOLGLNS", subject: "Wiki"), 5), (reply(subject: "Wika"), 5),
      (RawServer.reply(201, [], "{}"), 5), (RawServer.reply(201, [], "[]"), 5), (RawServer.reply(201), 5),
      (RawServer.reply(202, [], "null"), 5),
    ]
    for (reply, status) in rows {
      try await RawServer.with({ _ in reply }) { server in
        let run = try await WritProgram.run(
          "requests", "create", "--type", Self.type, "--subject", "Wiki", "--user", Self.user,
          environment: Self.environment(of: server))
        #expect(run.status == status, "\(reply) \(run.error)")
        #expect(run.output.isEmpty == (status == 5) && run.error.contains("look whether it was done") == (status == 5))
        #expect(server.received.count == 1)
      }
    }
  }

  private static func environment(of server: RawServer) -> [String: String] {
    ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "t0ken"]
  }

  @Test("a wrong token is status 8, and no output ever holds a token")
  func wrongToken() async throws {
    try await ServedOrg.with { org in
      let secret = "secret-that-nobody-may-see"
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

  @Test("an org that cannot be reached is a failure that names the org")
  func unreachable() async throws {
    let port = try freePort()
    let run = try await WritProgram.run(
      "requests", "list", "--org-url", "http://127.0.0.1:\(port)", environment: ["OKTA_CLIENT_TOKEN": "t0k3n"])
    #expect(run.status == 1)
    #expect(run.error.hasPrefix("error: cannot reach http://127.0.0.1:\(port): connection refused"))
  }

  @Test("missing settings are told at once, each with its remedy")
  func noSettings() async throws {
    let run = try await WritProgram.run("requests", "list")
    #expect(run.status == 64)
    #expect(run.error.contains("error: no org URL; "))
    #expect(run.error.contains("error: no token; "))
  }

  @Test("the official tools' settings file is read, what is wrong in it has a place, and others' right to it is told")
  func settingsFile() async throws {
    try await ServedOrg.with { org in
      let home = try ScratchFolder()
      try home.file(".okta/okta.yaml", "okta:\n  client:\n    orgUrl: \(org.url)\n    token: \(ServedOrg.token)\n")
      for path in [".okta", ".okta/okta.yaml"] {
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: home.path(path))
      }
      let run = try await WritProgram.run("requests", "list", environment: ["HOME": home.url.path])
      #expect(run.status == 0, "\(run.error)")
      #expect(!run.error.contains("others can"), "\(run.error)")
      for (path, mode, text) in [(".okta/okta.yaml", 0o666, "can write"), (".okta", 0o777, "can replace")] {
        let full = home.path(path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: full)
        let warned = try await WritProgram.run("requests", "list", environment: ["HOME": home.url.path])
        #expect(warned.status == 0 && warned.error.hasPrefix("warning: others \(text)"), "\(warned.error)")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: full)
      }
      try home.file(".okta/okta.yaml", "okta:\n  client: [")
      let broken = try await WritProgram.run("requests", "list", environment: ["HOME": home.url.path])
      #expect(broken.status == 64)
      #expect(broken.error.contains("/.okta/okta.yaml:"))
    }
  }

  /// A port that was free a moment ago, and on which nothing listens.
  private func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }
}
