import Foundation
import Testing

/// The names of these tests are what writ promises about secrets; README says the same in short.
@Suite("writ keeps secrets", .timeLimit(.minutes(10)))
struct SecurityTests {
  /// Each kind of secret, and the settings that carry it. None of them is a word of any other text.
  private struct Secret {
    var text: String
    var environment: [String: String]
    var arguments: [String] = []
  }

  /// The first line of the key itself.
  private static let keyLine = String(TestApp.privateKey.split(separator: "\n")[1])

  private static func secrets(of org: ServedOrg, in folder: ScratchFolder) throws -> [Secret] {
    try folder.file("secret/token", "bearer-5ecret-c3d4\n")
    let url = ["OKTA_CLIENT_ORGURL": org.url]
    let app = TestApp.environment(of: org)
    let proxied = [
      "OKTA_CLIENT_ORGURL": "https://acme.okta.test", "OKTA_CLIENT_TOKEN": "t",
      "OKTA_CLIENT_PROXY_HOST": "127.0.0.1", "OKTA_CLIENT_PROXY_PORT": String(org.url.split(separator: ":")[2]),
      "OKTA_CLIENT_PROXY_USERNAME": "u", "OKTA_CLIENT_PROXY_PASSWORD": "proxy-5ecret-e5f6",
    ]
    return [
      Secret(text: ServedOrg.token, environment: org.environment),
      Secret(text: "ssws-5ecret-a1b2", environment: url.merging(["OKTA_CLIENT_TOKEN": "ssws-5ecret-a1b2"]) { $1 }),
      Secret(
        text: "bearer-5ecret-c3d4", environment: url.merging(["OKTA_CLIENT_AUTHORIZATIONMODE": "Bearer"]) { $1 },
        arguments: ["--token-file", folder.path("secret/token")]),
      Secret(text: keyLine, environment: app),
      Secret(text: keyLine, environment: app.merging(["OKTA_CLIENT_CLIENTID": "0oaUnknown"]) { $1 }),
      Secret(
        text: "proxy-5ecret-e5f6", environment: proxied),
      Secret(
        text: "proxy-5ecret-g7h8",
        environment: [
          "OKTA_CLIENT_ORGURL": "https://acme.okta.test", "OKTA_CLIENT_TOKEN": "t",
          "HTTPS_PROXY": "https://u:proxy-5ecret-g7h8@127.0.0.1:1",
        ]),
    ]
  }

  @Test("no command writes a secret to its output, log, state, plan or errors, however it ends")
  func nothingLeaks() async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", TestApp.seed(dpop: true))
    try folder.file("m.yaml", ManifestText.requests(3, messages: ["hello"]))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      for (number, secret) in try Self.secrets(of: org, in: folder).enumerated() {
        let state = ["--state", folder.path("work/\(number)/state.db"), "--verbose"]
        let commands = [
          ["plan", "m.yaml", "--out", folder.path("work/\(number).plan")] + state,
          ["apply", "m.yaml", "--yes", "--format", "json"] + state, ["requests", "list"] + state,
          ["requests", "get", "nothing"] + state, ["auth", "check"] + state,
          ["auth", "check", "--format", "json"] + state,
        ]
        try folder.file("work/\(number).plan", "")
        // A run behind a proxy that does not work waits between its attempts: one is enough.
        for command in commands where !(secret.text.hasPrefix("proxy") && command[0] == "apply") {
          let run = try await WritProgram.run(
            list: command + secret.arguments, environment: secret.environment, folder: folder.url)
          #expect(!(run.output + run.error).contains(secret.text), "writ \(command)")
        }
        let journal = try await WritProgram.run(list: ["journal", "list"] + state, folder: folder.url)
        #expect(!(journal.output + journal.error).contains(secret.text))
        try Self.expectNoFile(of: folder.path("work"), holds: secret.text)
      }
      // The runs were not empty.
      #expect(try await org.statistics().requests == 3)
    }
  }

  @Test(
    "no command writes an access token or a client assertion to its output or a file, even where the org refuses it")
  func noTokenLeaks() async throws {
    let folder = try ScratchFolder()
    let assertion = "e30.eyJzdWIiOiIwb2FBcHAifQ.assertion-5ecret-i9j0k1l"
    for status in [200, 401, 403, 500] {
      let answer: @Sendable (String) -> String? = { call in
        call.hasPrefix("POST /oauth2/v1/token ")
          ? RawServer.reply(
            200, [], #"{"token_type":"Bearer","expires_in":3600,"access_token":"access-5ecret-k1l2","scope":"s"}"#)
          : call.contains(/request-types|users/)
            ? RawServer.reply(404) : RawServer.reply(status, [], status == 200 ? #"{"data":[]}"# : "refused")
      }
      try await RawServer.with(answer) { server in
        let environment = [
          "OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)", "OKTA_CLIENT_AUTHORIZATIONMODE": "JWT",
          "OKTA_CLIENT_CLIENTASSERTION": assertion,
        ]
        try folder.file("m.yaml", ManifestText.requests(1))
        for command in [
          ["requests", "list"], ["auth", "check", "--format", "json"], ["plan", "m.yaml", "--out", "work/p"],
          ["apply", "m.yaml", "--yes", "--settle", "100ms", "--longest-call", "100ms"],
        ] where !(status == 500 && command[0] != "requests") {
          try folder.file("work/p", "")
          let run = try await WritProgram.run(
            list: command + ["--verbose", "--state", "work/state.db"], environment: environment, folder: folder.url)
          for secret in ["assertion-5ecret", "access-5ecret"] {
            #expect(!(run.output + run.error).contains(secret), "writ \(command)")
          }
        }
        #expect(server.received.contains { $0.contains("Authorization: Bearer access-5ecret-k1l2") })
        for secret in ["assertion-5ecret", "access-5ecret"] {
          try Self.expectNoFile(of: folder.path("work"), holds: secret)
        }
      }
    }
  }

  @Test("a secret that is repeated in the server's error is neither shown nor recorded")
  func echoedSecrets() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let answer: @Sendable (String) -> String? = { call in
      if call.hasPrefix("POST ") {
        let line = call.split(separator: "\r\n").first { $0.contains("echoed-5ecret") } ?? "nothing"
        return RawServer.reply(400, [], #"{"errorCode":"E0000001","errorSummary":"You sent: \#(line.suffix(100))"}"#)
      }
      return call.contains(/request-types|users/) ? RawServer.reply(404) : RawServer.reply(200, [], #"{"data":[]}"#)
    }
    let assertion = "e30.eyJzdWIiOiIwb2FBcHAifQ.echoed-5ecret-q7r8"
    let modes = [
      ["OKTA_CLIENT_TOKEN": "echoed-5ecret-q7r8"],
      ["OKTA_CLIENT_AUTHORIZATIONMODE": "JWT", "OKTA_CLIENT_CLIENTASSERTION": assertion],
    ]
    for (mode, status) in zip(modes, [Int32(4), 8]) {
      try await RawServer.with(answer) { server in
        let environment = mode.merging(["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)"]) { $1 }
        let run = try await WritProgram.run(
          "apply", "m.yaml", "--yes", "--state", "work/\(status)/state.db", environment: environment,
          folder: folder.url)
        #expect(run.status == status, "\(run.error)")
        #expect((run.output + run.error).contains("You sent: ") && !(run.output + run.error).contains("echoed-5ecret"))
        #expect(server.received.contains { $0.hasPrefix("POST ") && $0.contains("echoed-5ecret") })
      }
    }
    try Self.expectNoFile(of: folder.path("work"), holds: "echoed-5ecret")
  }

  @Test("no secret is an argument of writ or of a process that it starts")
  func noArguments() async throws {
    for flag in ["--token", "--password", "--private-key", "--client-assertion"] {
      #expect(try await WritProgram.run("requests", "list", flag, "x").status == 64)
    }
    #if os(Linux)
      let folder = try ScratchFolder()
      try await RawServer.with { _ in
        nil
      } body: { server in
        try folder.file("token", "argument-5ecret-m3n4")
        let writ = try StartedWrit(
          ["requests", "list", "--token-command", "cat \(folder.path("token"))"],
          environment: ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)"], folder: folder.url)
        // The call is under way and stays so: the token is in use.
        try await eventually { server.received.contains { $0.contains("argument-5ecret-m3n4") } }
        for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(entry) != nil {
          let line = (try? Data(contentsOf: URL(filePath: "/proc/\(entry)/cmdline"))) ?? Data()
          #expect(!String(decoding: line, as: UTF8.self).contains("argument-5ecret-m3n4"))
        }
        writ.signal(SIGKILL)
        _ = try await writ.end()
      }
    #endif
  }

  @Test("the files of a state, a saved plan and a running apply are readable by their owner only")
  func privateFiles() async throws {
    umask(0o022)
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(30))
    try await ServedOrg.with("--rate-limit", "5/60s") { org in
      let plan = try await WritProgram.run(
        "plan", "m.yaml", "--out", "saved.plan", environment: org.environment, folder: folder.url)
      #expect(plan.status == 0, "\(plan.error)")
      let writ = try StartedWrit(
        ["apply", "m.yaml", "--yes"], environment: org.environment, folder: folder.url)
      // It waits for the window then, with its log and lock open.
      try await eventually { try await org.statistics().requests >= 4 }
      let files = try Self.files(of: folder.url.path)
        .filter { !$0.hasSuffix("/m.yaml") && !$0.hasSuffix("/.gitignore") }
      for part in ["state.db", "state.db-wal", "state.db-shm", "state.db.rate", "saved.plan"] {
        #expect(files.contains { $0.hasSuffix("/\(part)") }, "\(part) in \(files)")
      }
      for file in files {
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600, "\(file)")
      }
      let home = try FileManager.default.attributesOfItem(atPath: folder.path(".writ"))[.posixPermissions] as? Int
      #expect(home == 0o700)
      writ.signal(SIGKILL)
      _ = try await writ.end()
    }
  }

  @Test("the local server's data file is readable by its owner only")
  func privateData() async throws {
    umask(0o022)
    let folder = try ScratchFolder()
    try await ServedOrg.with("--data", folder.path("d.db")) { _ in
      let files = try Self.files(of: folder.url.path)
      #expect(files.contains { $0.hasSuffix("d.db") } && files.contains { $0.hasSuffix("d.db-wal") }, "\(files)")
      for file in files {
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600, "\(file)")
      }
    }
  }

  @Test("a failed token command is reported by its status only, without its text and output")
  func tokenCommand() async throws {
    let transcript = Transcript("token-command-fails")
    for line in [
      "echo command-5ecret; exit 3", "echo two command-5ecret", "true command-5ecret",
      "echo command-5ecret >&2; exit 3",
    ] {
      let run = try await transcript.run(
        "requests", "list", "--verbose", "--org-url", "https://acme.okta.test", "--token-command", line)
      #expect(run.status == 8)
      #expect(run.error.hasPrefix("error: ") && !(run.output + run.error).contains("5ecret"))
    }
    try transcript.check()
  }

  /// The paths of all files below a folder.
  private static func files(of folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }.filter { path in
      try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular
    }
  }

  private static func expectNoFile(
    of folder: String, holds secret: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for file in try files(of: folder) {
      let bytes = try Data(contentsOf: URL(filePath: file))
      #expect(bytes.firstRange(of: Data(secret.utf8)) == nil, "\(file)", sourceLocation: sourceLocation)
    }
  }
}
