import Foundation
import Testing

@Suite("reports of commands that signals end")
struct ReportSignalTests {
  private struct Report: Decodable {
    struct Request: Decodable {
      var status: String
    }

    var message: String?
    var requests: [Request]
  }

  @Test("a run that a second signal ends at once reports its calls in flight as unknown, not as left")
  func atOnce() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(5))
    try await RawServer.with { call in
      if call.contains(/request-types|users/) { return RawServer.reply(404) }
      return call.hasPrefix("POST ") ? nil : RawServer.reply(200, [], #"{"data":[]}"#)
    } body: { org in
      let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(org.port)", "OKTA_CLIENT_TOKEN": ServedOrg.token]
      let writ = try StartedWrit(
        ["apply", "m.yaml", "--yes", "--report", "r.json", "--unfinished", "left.yaml"],
        environment: environment, folder: folder.url)
      try await eventually { org.received.contains { $0.hasPrefix("POST ") } }
      writ.signal(SIGINT)
      try await eventually { try writ.errorSoFar().contains("stopping after") }
      writ.signal(SIGINT)
      let run = try await writ.end()
      #expect(run.status == 6 && run.error.contains("the outcome of 1 call in flight is unknown"), "\(run.error)")
      let report = try JSONDecoder().decode(Report.self, from: Data(try folder.text("r.json").utf8))
      #expect(
        report.requests.map(\.status).sorted() == ["ambiguous"] + Array(repeating: "remaining", count: 4))
      #expect(report.message?.contains("1 call in flight") == true)
      let left = try folder.text("left.yaml")
      #expect(left.matches(of: /ambiguous: its call was in flight/).count == 1, "\(left)")
      #expect(left.matches(of: /not tried/).count == 4)
    }
  }

  @Test("a signal while reports are written does not lose them")
  func whileWriting() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    // Whoever opens it to write waits for a reader.
    try #require(mkfifo(folder.path("pipe"), 0o600) == 0)
    try await ServedOrg.with { org in
      let writ = try StartedWrit(
        ["apply", "m.yaml", "--yes", "--report", "first.json", "--report", "md:pipe"], environment: org.environment,
        folder: folder.url)
      try await eventually { FileManager.default.fileExists(atPath: folder.path("first.json")) }
      writ.signal(SIGINT)
      // A terminal that is closed sends it more than once, and the system delivers it first.
      for _ in 0..<100 {
        writ.signal(SIGHUP)
        try await Task.sleep(for: .milliseconds(2))
      }
      let reader = open(folder.path("pipe"), O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      var text = ""
      try await eventually {
        let isOver = !writ.isRunning
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(reader, &bytes, bytes.count)
        if count > 0 { text += String(decoding: bytes.prefix(count), as: UTF8.self) }
        return isOver && count <= 0
      }
      let run = try await writ.end()
      #expect(run.status == 0 && !run.isSignalled, "\(run)")
      #expect(text.contains("3 created"), "\(text)")
    }
  }

  @Test("Ctrl-C ends wait, which sends nothing anyway, without a word of that")
  func waiting() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    try await ServedOrg.with { org in
      let apply = try await WritProgram.run(
        "apply", "m.yaml", "--yes", environment: org.environment, folder: folder.url)
      #expect(apply.status == 0, "\(apply.error)")
      let short = try await WritProgram.run(
        "wait", "m.yaml", "--timeout", "1s", "--quiet", environment: org.environment, folder: folder.url)
      #expect(short.status == 6 && short.error.contains("1 of 1 is not resolved"), "\(short.error)")
      let before = try await org.statistics().buckets["listRequests"]?.calls ?? 0
      let writ = try StartedWrit(["wait", "m.yaml"], environment: org.environment, folder: folder.url)
      try await eventually { try await org.statistics().buckets["listRequests"]?.calls ?? 0 > before }
      writ.signal(SIGINT)
      let run = try await writ.end()
      #expect(run.status == 6 && run.error.hasSuffix("interrupted\n") && !run.error.contains("sent"), "\(run.error)")
    }
  }
}
