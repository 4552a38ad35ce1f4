import Foundation
import Testing

@Suite("writ as a service app")
struct ServiceAppTests {
  /// A server that knows the app, and a folder for a run.
  private static func with(
    dpop: Bool, scopes: [String] = [], _ arguments: [String] = [],
    _ body: (ServedOrg, ScratchFolder) async throws -> Void
  ) async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", TestApp.seed(dpop: dpop, scopes: scopes))
    try await ServedOrg.with(list: ["--seed", folder.path("seed.yaml")] + arguments) { try await body($0, folder) }
  }

  @Test(
    "a service app applies a manifest through both kinds of 429 and a wrong clock, with a new DPoP proof for each attempt",
    .timeLimit(.minutes(5)))
  func throttledWithProofs() async throws {
    // The server refuses a proof that comes again, so that a call repeated with its old one would end the run.
    let faults = "429-window=20%,429-concurrency=20%,clock-skew=-90s"
    try await Self.with(dpop: true, ["--faults", faults, "--fault-seed", "11"]) { org, folder in
      try folder.file("m.yaml", ManifestText.requests(20))
      let environment = TestApp.environment(of: org)
      let run = try await WritProgram.run(
        "apply", "m.yaml", "--yes", "--verbose", "--settle", "1s", "--longest-call", "1s", environment: environment,
        folder: folder.url)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error.contains("DPoP"))
      let statistics = try await org.statistics()
      #expect(statistics.requests == 20 && statistics.duplicateKeys == 0)
      #expect((statistics.faults["429-window"] ?? 0) > 0 && (statistics.faults["429-concurrency"] ?? 0) > 0)
    }
  }

  @Test("a service app waits for the rate limit of the token endpoint")
  func throttledTokens() async throws {
    // Two calls show that a proof and its nonce are required; the third is one too many for the window.
    try await Self.with(dpop: true, ["--rate-limit", "2/3s"]) { org, _ in
      let run = try await WritProgram.run("requests", "list", "-v", environment: TestApp.environment(of: org))
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error.contains(/rate limit .*access token.* \d+ s/))
      #expect(try await org.statistics().buckets["tokens"]?.throttled == 1)
    }
  }

  @Test("a service app needs only the settings file of Okta's official tools")
  func settingsFile() async throws {
    try await Self.with(dpop: true) { org, folder in
      let home = try ScratchFolder()
      try home.file("key.pem", TestApp.privateKey)
      try home.file(
        ".okta/okta.yaml",
        """
        okta:
          client:
            orgUrl: \(org.url)
            authorizationMode: PrivateKey
            clientId: \(TestApp.clientID)
            privateKey: ~/key.pem
            scopes:
              - okta.governance.accessRequests.read
              - okta.governance.accessRequests.manage
            dpopEnabled: true
            rateLimit:
              maxRetries: 4
        """)
      let run = try await WritProgram.run(
        "requests", "list", "--verbose", environment: ["HOME": home.url.path], folder: folder.url)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error.contains("okta.yaml:12:19: "))
      #expect(try await org.statistics().buckets["tokens"]?.calls == 2)
    }
  }

  @Test("a service app that the org refuses ends with status 8, the org's reason and a hint")
  func refused() async throws {
    try await Self.with(dpop: false, scopes: ["okta.users.read"]) { org, _ in
      let transcript = Transcript("service-app-refused", environment: TestApp.environment(of: org))
      let run = try await transcript.run("requests", "list")
      #expect(run.status == 8 && run.error.contains("consent_required"))
      #expect(run.error.contains("OKTA_CLIENT_SCOPES"))
      try transcript.check()
    }
  }
}
