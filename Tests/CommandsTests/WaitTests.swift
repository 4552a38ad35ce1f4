import Foundation
import Testing

@Suite("writ wait")
struct WaitTests {
  /// An org whose requests of three types are approved, denied, or approved without an end of their action.
  private static let seed = """
    requestTypes:
      - { id: 61eb2db568c7c300079fefd0, name: quick, approveAfter: 1s, actionAfter: 1s }
      - { id: 61eb2db568c7c300079fefd1, name: denied, approveAfter: 1s, decision: DENIED }
      - { id: 61eb2db568c7c300079fefd2, name: slow, approveAfter: 1s, actionAfter: 10h }
    """

  private static func manifest(_ types: Int...) -> String {
    let entries = types.map { type in
      """
        - name: entry\(type)
          requestTypeId: 61eb2db568c7c300079fefd\(type)
          subject: Access
          users: [00u00000000000000000, 00u00000000000000001]

      """
    }
    return "apiVersion: writ/v1\nkind: AccessRequests\nrequests:\n" + entries.joined()
  }

  private static func run(
    _ arguments: String..., org: ServedOrg, in folder: ScratchFolder
  ) async throws -> WritProgram.Run {
    try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
  }

  /// Applies a manifest in an org, and lets `body` wait for it.
  private static func with(_ manifest: String, _ body: (ServedOrg, ScratchFolder) async throws -> Void) async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", seed)
    try folder.file("m.yaml", manifest)
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let apply = try await run("apply", "m.yaml", "--yes", org: org, in: folder)
      #expect(apply.status == 0, "\(apply.error)")
      try await body(org, folder)
    }
  }

  @Test("wait ends with status 0 once all requests are resolved, with a call for each look and for each decision")
  func resolved() async throws {
    try await Self.with(Self.manifest(0)) { org, folder in
      let wait = try await Self.run("wait", "m.yaml", "--timeout", "5m", "--format", "json", org: org, in: folder)
      #expect(wait.status == 0, "\(wait.error)")
      #expect(wait.output.contains(#""approved": 2"#) && wait.output.contains(#""action": "done""#))
      let buckets = try await org.statistics().buckets
      #expect(buckets["retrieveRequest"]?.calls == 2, "\(buckets)")
      // Nothing is left to wait for: one look.
      let before = buckets["listRequests"]?.calls ?? 0
      #expect(try await Self.run("wait", "m.yaml", org: org, in: folder).status == 0)
      #expect(try await org.statistics().buckets["listRequests"]?.calls == before + 1)
    }
  }

  @Test("what is approved is enough for --for approved, and not for --for resolved, for which the time is up")
  func approved() async throws {
    try await Self.with(Self.manifest(2)) { org, folder in
      let approved = try await Self.run(
        "wait", "m.yaml", "--for", "approved", "--timeout", "5m", org: org, in: folder)
      #expect(approved.status == 0, "\(approved.error)")
      let transcript = Transcript("wait-time-is-up", of: org, in: folder)
      let resolved = try await transcript.run("wait", "m.yaml", "--timeout", "2s", "--quiet")
      #expect(resolved.status == 6)
      try transcript.check()
    }
  }

  @Test("wait ends with status 4 where requests were denied or are missing, and lists them")
  func denied() async throws {
    try await Self.with(Self.manifest(0, 1)) { org, folder in
      try folder.file("m.yaml", Self.manifest(0, 1, 2))
      let wait = try await Self.run("wait", "m.yaml", "--timeout", "5m", org: org, in: folder)
      #expect(wait.status == 4, "\(wait.error)")
      let lines = wait.output.split(separator: "\n")
      #expect(lines.count { $0.hasPrefix("  ! denied ") } == 2 && lines.count { $0.hasPrefix("  ! missing ") } == 2)
      #expect(lines.last == "6 requests: 2 approved, 2 denied, 2 missing.")
      #expect(wait.error.contains("error: 4 of 6 were denied, failed, or are missing (listed above)"))
    }
  }

  @Test("wait ends with status 5 where it is not known whether a request exists")
  func unknown() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    try await RawServer.with { call in
      if call.contains(/request-types|users/) { return RawServer.reply(404) }
      return call.hasPrefix("POST ") ? nil : RawServer.reply(200, [], #"{"data":[]}"#)
    } body: { org in
      let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(org.port)", "OKTA_CLIENT_TOKEN": ServedOrg.token]
      let apply = try StartedWrit(
        ["apply", "m.yaml", "--yes", "--longest-call", "1h"], environment: environment, folder: folder.url)
      try await eventually { org.received.contains { $0.hasPrefix("POST ") } }
      apply.signal(SIGKILL)
      _ = try await apply.end()
      let wait = try await WritProgram.run("wait", "m.yaml", environment: environment, folder: folder.url)
      #expect(wait.status == 5, "\(wait.error)")
      #expect(wait.output.hasSuffix("1 request: 1 ambiguous.\n"))
    }
  }
}
