import Foundation
import Testing

/// What may leave this machine, and where to.
extension SecurityTests {
  @Test("a token is sent only to the configured org, whatever a next link, a redirect or a reply names")
  func oneOrigin() async throws {
    try await RawServer.with { _ in
      RawServer.reply(200, [], #"{"data":[]}"#)
    } body: { stranger in
      let there = "http://127.0.0.1:\(stranger.port)"
      let next = "Link: <\(there)/governance/api/v1/requests?after=61eb06a3c462d20007f0235c>; rel=\"next\""
      let body = #"{"data":[],"_links":{"next":{"href":"\#(there)/governance/api/v1/requests?after=x"}}}"#
      try await RawServer.with { call in
        call.contains("after=") ? RawServer.reply(200, [], #"{"data":[]}"#) : RawServer.reply(200, [next], body)
      } body: { org in
        let run = try await WritProgram.run("requests", "list", "--all", environment: Self.environment(org.port))
        #expect(run.status == 0 && org.received.count == 2, "\(run.error)")
      }
      let transcript = Transcript("redirects")
      for status in [301, 302, 303, 307, 308] {
        try await RawServer.with { _ in
          RawServer.reply(status, ["Location: \(there)/x"])
        } body: { org in
          let run = try await transcript.run("requests", "list", environment: Self.environment(org.port))
          #expect(run.status == 1 && org.received.count == 1)
          let app = TestApp.environment.merging(["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(org.port)"]) { $1 }
          #expect(try await WritProgram.run("requests", "list", environment: app).status == 8)
        }
      }
      #expect(stranger.connections == 0)
      try transcript.check()
    }
  }

  @Test(
    "plain HTTP is refused for every host but this machine, however its URL is written",
    arguments: [
      "http://127.0.0.1.example.com", "http://localhost.evil", "http://evil.localhost", "http://127.0.0.1@evil.example",
      "http://localhost:80@evil.example", "http://[::1]@evil.example", "http://evil.example#@localhost",
      "http://evil.example?localhost", "http://evil.example/localhost", "http://127.0.0.1\\@evil.example",
      "http://128.0.0.1", "http://0x7f.0.0.1.evil.example", "http://[::2]", "http://[::ffff:8.8.8.8]", "http://0.0.0.0",
      "http://localhost.", "http://127.1.evil.example", "HTTP://evil.example", "http:///evil.example", "http://",
    ])
  func plainHTTP(url: String) async throws {
    let run = try await WritProgram.run(
      "requests", "list", "--org-url", url, environment: ["OKTA_CLIENT_TOKEN": "http-5ecret-o5p6"])
    #expect(run.status == 64, "\(run.error)")
    #expect(run.error.hasPrefix("error: --org-url: ") && !run.error.contains("5ecret"))
  }

  @Test(
    "no call is made to a server with an unknown certificate or one for another host, and SSL_CERT_FILE is trusted")
  func verifiedTLS() async throws {
    let folder = try ScratchFolder()
    try folder.file("here.pem", TestCertificate.here)
    try folder.file("elsewhere.pem", TestCertificate.elsewhere)
    let empty: @Sendable (String) -> String? = { _ in RawServer.reply(200, [], #"{"data":[]}"#) }
    let transcript = Transcript("tls-not-trusted", in: folder)
    func run(_ server: RawServer, trust: String?) async throws -> WritProgram.Run {
      var environment = ["OKTA_CLIENT_ORGURL": "https://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "tls-5ecret"]
      if let trust { environment["SSL_CERT_FILE"] = folder.path(trust) }
      environment["OKTA_TESTING_DISABLE_HTTPS_CHECK"] = "true"
      transcript.note("trusted: \(trust ?? "the system's CAs")")
      return try await transcript.run("requests", "list", environment: environment)
    }
    try await RawServer.with(certificate: (TestCertificate.here, TestCertificate.hereKey), empty) { server in
      let unknown = try await run(server, trust: nil)
      #expect(unknown.status == 1 && unknown.error.contains("SSL_CERT_FILE"), "\(unknown.error)")
      #expect(try await run(server, trust: "elsewhere.pem").status == 1)
      #expect(server.received.isEmpty)
      #expect(try await run(server, trust: "here.pem").status == 0)
      #expect(server.received.count == 1)
      #expect(try await run(server, trust: "missing.pem").status == 64)
    }
    try await RawServer.with(certificate: (TestCertificate.elsewhere, TestCertificate.elsewhereKey), empty) { server in
      let other = try await run(server, trust: "elsewhere.pem")
      #expect(other.status == 1)
      #expect(server.received.isEmpty)
    }
    try transcript.check()
  }

  @Test("plan ends at once with the reason where the server's certificate is not valid")
  func lastingFlaws() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let rows = [
      (TestCertificate.here, TestCertificate.hereKey, false, "unknown CA"),
      (TestCertificate.elsewhere, TestCertificate.elsewhereKey, true, "for another host"),
      (TestCertificate.expired, TestCertificate.hereKey, true, "expired"),
      (TestCertificate.expired, TestCertificate.hereKey, false, "expired, unknown CA"),
      (TestCertificate.notYetValid, TestCertificate.hereKey, true, "not yet valid"),
    ]
    let transcript = Transcript("tls-plan", in: folder)
    for (certificate, key, isTrusted, name) in rows {
      try await RawServer.with(certificate: (certificate, key)) { _ in
        nil
      } body: { server in
        var environment = ["OKTA_CLIENT_ORGURL": "https://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "tls-5ecret"]
        try folder.file("ca.pem", certificate)
        if isTrusted { environment["SSL_CERT_FILE"] = folder.path("ca.pem") }
        transcript.note("certificate: \(name)")
        #expect(try await transcript.run("plan", "m.yaml", environment: environment).status == 1)
        // The attempt, and at most one look at the certificate.
        #expect(server.received.isEmpty && server.connections <= 2)
      }
    }
    try transcript.check()
  }

  @Test("a certificate that is refused through a proxy is reported with its reason")
  func flawsBehindProxy() async throws {
    let folder = try ScratchFolder()
    let transcript = Transcript("tls-through-proxy", in: folder)
    for (certificate, isTrusted, name) in [
      (TestCertificate.here, false, "unknown CA"), (TestCertificate.here, true, "for another host"),
      (TestCertificate.expired, true, "expired"),
    ] {
      try folder.file("ca.pem", certificate)
      try await RawServer.with(certificate: (certificate, TestCertificate.hereKey), isProxy: true) { _ in
        nil
      } body: { proxy in
        var environment = [
          "OKTA_CLIENT_ORGURL": "https://acme.okta.test", "OKTA_CLIENT_TOKEN": "tls-5ecret",
          "HTTPS_PROXY": "http://user:proxy-5ecret@127.0.0.1:\(proxy.port)",
        ]
        if isTrusted { environment["SSL_CERT_FILE"] = folder.path("ca.pem") }
        transcript.note("certificate: \(name)")
        let run = try await transcript.run("requests", "list", environment: environment)
        #expect(run.status == 1 && run.error.contains("127.0.0.1:\(proxy.port)"), "\(run.error)")
        #expect(!run.error.contains("5ecret") && proxy.received == [] && proxy.connections <= 2, "\(name)")
      }
    }
    try transcript.check()
  }

  @Test("a certificate for the peer's address is not accepted for another host name")
  func addressOfThePeer() async throws {
    let folder = try ScratchFolder()
    let empty: @Sendable (String) -> String? = { _ in RawServer.reply(200, [], #"{"data":[]}"#) }
    let transcript = Transcript("tls-another-host", in: folder)
    for (certificate, host, isProxy, status) in [
      (TestCertificate.addressOnly, "localhost:PORT", false, Int32(1)),
      (TestCertificate.here, "localhost:PORT", false, 0),
      (TestCertificate.addressOnly, "127.0.0.1:PORT", false, 0),
      (TestCertificate.addressOnly, "acme.okta.test", true, 1),
      (TestCertificate.here, "acme.okta.test", true, 1), (TestCertificate.here, "203.0.113.7", true, 1),
      (TestCertificate.anyName, "acme.okta.test", true, 0), (TestCertificate.anyName, "a.b.okta.test", true, 1),
      (TestCertificate.anyName, "okta.test", true, 1),
    ] {
      try folder.file("ca.pem", certificate)
      try await RawServer.with(certificate: (certificate, TestCertificate.hereKey), isProxy: isProxy, empty) { server in
        var environment = [
          "OKTA_CLIENT_ORGURL": "https://" + host.replacing("PORT", with: "\(server.port)"),
          "OKTA_CLIENT_TOKEN": "tls-5ecret", "SSL_CERT_FILE": folder.path("ca.pem"),
        ]
        if isProxy { environment["HTTPS_PROXY"] = "http://127.0.0.1:\(server.port)" }
        transcript.note("host: \(host)\(isProxy ? ", through a proxy" : "")")
        let run = try await transcript.run("requests", "list", environment: environment)
        #expect(run.status == status && server.received.count == (status == 0 ? 1 : 0), "\(host) \(run.error)")
      }
    }
    try transcript.check()
  }

  @Test("SSL_CERT_DIR is trusted, and SSL_CERT_FILE with a byte order mark or comments in Latin-1")
  func trustedPlaces() async throws {
    let folder = try ScratchFolder()
    let ca = TestCertificate.here
    try folder.file("cas/README", "no certificate")
    try folder.file("cas/ours.crt", ca)
    try folder.file("none/README", "no certificate")
    try (Data([0xEF, 0xBB, 0xBF]) + Data(ca.utf8)).write(to: folder.url.appending(path: "bom.pem"))
    let comment = Data([0x23, 0x20, 0xDC, 0x62, 0x65, 0x72, 0x0A])
    try (comment + Data(ca.utf8)).write(to: folder.url.appending(path: "latin1.pem"))
    try Data("\u{FEFF}\(ca)".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }).write(
      to: folder.url.appending(path: "utf16.pem"))
    let empty: @Sendable (String) -> String? = { _ in RawServer.reply(200, [], #"{"data":[]}"#) }
    try await RawServer.with(certificate: (ca, TestCertificate.hereKey), empty) { server in
      for (name, value, status) in [
        ("DIR", "cas", Int32(0)), ("DIR", "none:cas", 0), ("DIR", "none", 64), ("DIR", "missing", 64),
        ("FILE", "bom.pem", 0), ("FILE", "latin1.pem", 0), ("FILE", "utf16.pem", 0),
      ] {
        let environment = [
          "OKTA_CLIENT_ORGURL": "https://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "tls-5ecret",
          "SSL_CERT_\(name)": value,
        ]
        let run = try await WritProgram.run("requests", "list", environment: environment, folder: folder.url)
        #expect(run.status == status, "\(name) \(value) \(run.error)")
      }
    }
  }

  @Test("a token of the home folder is not sent to an org that only the current folder names")
  func folderOfAnother() async throws {
    let home = try ScratchFolder()
    try home.file(".okta/okta.yaml", "okta: { client: { orgUrl: https://acme.okta.test, token: home-5ecret-q7r8 } }\n")
    for name in ["okta.yaml", ".okta.yaml"] {
      let folder = try ScratchFolder()
      let transcript = Transcript("settings-of-another-org", in: folder)
      try await RawServer.with { _ in
        RawServer.reply(200, [], #"{"data":[]}"#)
      } body: { server in
        try folder.file(name, "okta: { client: { orgUrl: \"http://127.0.0.1:\(server.port)\" } }\n")
        #expect(try await transcript.run("requests", "list", environment: ["HOME": home.url.path]).status == 64)
        #expect(server.connections == 0)
        try transcript.check()
      }
    }
  }

  private static func environment(_ port: Int) -> [String: String] {
    ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(port)", "OKTA_CLIENT_TOKEN": "origin-5ecret"]
  }
}
