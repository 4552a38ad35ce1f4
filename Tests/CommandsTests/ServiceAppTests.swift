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
    "applies a manifest with bound tokens through both kinds of 429 and a clock that is off, with a new proof for each attempt",
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
      #expect(run.error.contains("using DPoP"))
      let statistics = try await org.statistics()
      #expect(statistics.requests == 20 && statistics.duplicateKeys == 0)
      #expect((statistics.faults["429-window"] ?? 0) > 0 && (statistics.faults["429-concurrency"] ?? 0) > 0)
    }
  }

  @Test("waits for the token endpoint's own window")
  func throttledTokens() async throws {
    // Two calls tell that a proof and its nonce are wanted; the third is one too many for the window.
    try await Self.with(dpop: true, ["--rate-limit", "2/3s"]) { org, _ in
      let run = try await WritProgram.run("requests", "list", "-v", environment: TestApp.environment(of: org))
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error.contains("the rate limit for access tokens is used up: waiting "))
      #expect(try await org.statistics().buckets["tokens"]?.throttled == 1)
    }
  }

  @Test("needs nothing but the official tools' settings file")
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
      #expect(run.error.contains("okta.yaml:12:19: not used: "))
      #expect(try await org.statistics().buckets["tokens"]?.calls == 2)
    }
  }

  @Test("that the org refuses ends with status 8, the org's words, and what helps")
  func refused() async throws {
    try await Self.with(dpop: false, scopes: ["okta.users.read"]) { org, _ in
      let run = try await WritProgram.run("requests", "list", environment: TestApp.environment(of: org))
      #expect(run.status == 8)
      #expect(run.error.contains("consent_required: You are not allowed any of the requested scopes"))
      #expect(run.error.contains("OKTA_CLIENT_SCOPES"))
    }
  }
}
