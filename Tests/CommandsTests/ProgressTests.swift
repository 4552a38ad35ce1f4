import Foundation
import Synchronization
import Testing

@Suite("While an org is read")
struct ProgressTests {
  /// An org that answers each of its list's first calls with one of these replies, and then with an empty page.
  private static func with(
    _ replies: [String], body: (RawServer, _ folder: ScratchFolder) async throws -> Void
  ) async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let left = Mutex(replies[...])
    try await RawServer.with { call in
      guard call.hasPrefix("GET /governance/api/v1/requests?") else { return RawServer.reply(404) }
      return left.withLock { $0.popFirst() }
        ?? RawServer.reply(200, ["Content-Type: application/json"], #"{"data":[],"_links":{}}"#)
    } body: { server in
      try await body(server, folder)
    }
  }

  private static func environment(of server: RawServer) -> [String: String] {
    ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "t0ken"]
  }

  private static let unavailable = RawServer.reply(503)
  private static let throttled = RawServer.reply(429, ["Retry-After: 3"])
  private static let throttledForLong = RawServer.reply(429, ["Retry-After: 60"])

  @Test("a terminal shows what is waited for, on a line that leaves nothing where it was, unless --quiet")
  func drawn() async throws {
    for isQuiet in [false, true] {
      try await Self.with([Self.unavailable, Self.unavailable, Self.throttled]) { server, folder in
        let terminal = try Terminal()
        let run = try await WritProgram.run(
          list: ["plan", "m.yaml", "--no-type-check"] + (isQuiet ? ["--quiet"] : []),
          environment: Self.environment(of: server),
          folder: folder.url, output: terminal.device, shell: "\"$@\" 2>&1")
        #expect(run.status == 0)
        let shown = terminal.shown()
        #expect(
          shown.contains(/error 503, try [12] of 6, next in 1 s, reading the org's requests/) == !isQuiet, "\(shown)")
        #expect(shown.contains(/rate limit, [1-3] s, reading the org's requests/) == !isQuiet, "\(shown)")
        // Each drawn line is cleared before anything else is written: none shares a segment with a line that ends.
        let segments = shown.components(separatedBy: "\r\u{1B}[2K")
        #expect(
          !segments.contains { $0.contains(", reading the org's requests") && $0.contains("\n") },
          "\(shown.debugDescription)")
        #expect(shown.contains("1 to create"), "\(shown)")
      }
    }
  }

  @Test("--deadline ends a plan that waits before it retries a read")
  func deadline() async throws {
    try await Self.with([Self.throttledForLong]) { server, folder in
      let transcript = Transcript("deadline-while-planning", in: folder, environment: Self.environment(of: server))
      #expect(try await transcript.run("apply", "m.yaml", "--yes", "--deadline", "5s").status == 6)
      try transcript.check()
      #expect(server.received.count { $0.hasPrefix("GET /governance/api/v1/requests?") } == 1)
    }
  }
}
