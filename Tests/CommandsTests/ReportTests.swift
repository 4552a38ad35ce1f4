import Foundation
import Testing

@Suite("reports of commands")
struct ReportTests {
  /// One valid entry, and one of a request type that the org does not have; texts that CI systems would obey.
  private static let manifest = """
    apiVersion: writ/v1
    kind: AccessRequests
    requests:
      - name: team
        requestTypeId: 61eb2db568c7c300079fefd2
        subject: '::add-mask::VPN'
        users: [00u00000000000000001, 00u00000000000000002]
      - name: '##vso[task.complete result=Failed]'
        requestTypeId: 61eb2db568c7c300079fefd4
        subject: CRM
        users: [00u00000000000000001, 00u00000000000000002]

    """

  private struct Report: Decodable {
    struct Request: Decodable {
      var status: String
      var requestId: String?
    }

    var command: String
    var exitStatus: Int?
    var message: String?
    var summary: String?
    var counts: [String: Int]
    var requests: [Request]
    var notes: [String]

    /// The numbers of the last line, as far as they are counts.
    var lastLine: [Int] {
      let counts = summary?.replacing(/\sin .*/, with: "") ?? ""
      return counts.matches(of: /\d+/).compactMap { Int($0.output) }
    }
  }

  private static func report(_ name: String, in folder: ScratchFolder) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(try folder.text(name).utf8))
  }

  /// An apply that is interrupted once the org has some of its requests.
  private static func interrupted(
    _ more: String..., org: ServedOrg, in folder: ScratchFolder
  ) async throws -> WritProgram.Run {
    let writ = try StartedWrit(
      ["apply", "m.yaml", "--yes", "--no-user-check"] + more, environment: org.environment, folder: folder.url)
    try await eventually { try await org.statistics().requests >= 8 }
    writ.signal(SIGINT)
    return try await writ.end()
  }

  @Test("plan and apply write reports in every format, with the counts of the last line that was printed")
  func writesReports() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", Self.manifest)
    let files = ["r.json", "r.md", "r.html", "r.csv", "r.sarif", "r.xml", "gitlab:quality.json"]
    let options = files.flatMap { ["--report", $0] }
    try await ServedOrg.with { org in
      for (command, status) in [(["plan", "m.yaml"], 0), (["apply", "m.yaml", "--yes"], 4)] {
        let run = try await WritProgram.run(list: command + options, environment: org.environment, folder: folder.url)
        #expect(run.status == status, "\(run.error)")
        let report = try Self.report("r.json", in: folder)
        let summary = try #require(report.summary)
        #expect(run.output.contains("\n\(summary)\n"))
        #expect(report.lastLine.allSatisfy { $0 == 0 || report.counts.values.contains($0) })
        #expect(report.counts.values.filter { $0 > 0 }.allSatisfy(report.lastLine.contains))
        #expect(report.command == command[0] && report.exitStatus == status)
        #expect(report.requests.count == 4 && report.requests.count { $0.status == "blocked" } == 2)
        #expect(
          try folder.text("r.md").contains(summary.replacing(":", with: "&#58;"))
            || folder.text("r.md").contains(summary))
        #expect(try folder.text("r.html").contains(summary))
        #expect(try folder.text("r.csv").split(separator: "\r\n").count == 5)
        #expect(try folder.text("r.sarif").contains("\"missing-request-type\""))
        #expect(try folder.text("quality.json").contains("\"missing-request-type\""))
        #expect(try folder.text("r.xml").contains("tests=\"5\" failures=\"3\""))
      }
      #expect(try Self.report("r.json", in: folder).requests.count { $0.requestId != nil } == 2)
    }
  }

  @Test("A run that is stopped reports what is left, and its status")
  func stopped() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(40))
    try await ServedOrg.with("--rate-limit", "15/1h") { org in
      let run = try await Self.interrupted("--report", "json:out", org: org, in: folder)
      #expect(run.status == 6, "\(run.error)")
      let report = try Self.report("out", in: folder)
      #expect(report.exitStatus == 6 && report.message?.hasPrefix("interrupted, ") == true)
      let remaining = report.requests.count { $0.status == "remaining" }
      #expect(remaining > 0 && report.counts["remaining"] == remaining)
      #expect(report.counts["created"] == report.requests.count { $0.status == "created" })
    }
  }

  @Test("A failure before there is a plan is reported as well")
  func fails() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", Self.manifest)
    let run = try await WritProgram.run(
      "plan", "m.yaml", "--report", "r.json", "--report", "r.xml", folder: folder.url)
    #expect(run.status == 64)
    let report = try Self.report("r.json", in: folder)
    #expect(report.exitStatus == 64 && report.message?.isEmpty == false && report.counts.isEmpty)
    #expect(try folder.text("r.xml").contains("errors=\"1\""))
  }

  @Test("A report that cannot be written is an error, and never hides a worse status")
  func notWritten() async throws {
    let folder = try ScratchFolder()
    try folder.file("good.yaml", ManifestText.requests(1))
    try folder.file("bad.yaml", "apiVersion: writ/v1\n")
    let transcript = Transcript("report-not-written", in: folder)
    #expect(try await transcript.run("validate", "good.yaml", "--report", "nowhere/r.json").status == 64)
    #expect(try await transcript.run("validate", "good.yaml", "--report", "exe:r.json").status == 64)
    #expect(try await transcript.run("validate", "good.yaml", "--report", "r.txt").status == 64)
    #expect(try await transcript.run("validate", "good.yaml", "--report", "r.md", "--report", "json:r.md").status == 64)
    #if os(Linux)
      #expect(try await transcript.run("validate", "good.yaml", "--report", "json:/dev/full").status == 1)
      #expect(try await transcript.run("validate", "bad.yaml", "--report", "json:/dev/full").status == 3)
    #endif
    try transcript.check()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["bad.yaml", "good.yaml"])
  }

  @Test("No text of a manifest speaks to the CI system, and findings are annotated at their lines in the repository")
  func annotations() async throws {
    let folder = try ScratchFolder()
    try folder.file("access/m.yaml", Self.manifest)
    let path = folder.url.resolvingSymlinksInPath().path
    try await ServedOrg.with { org in
      let transcript = Transcript("annotations", of: org, in: folder)
      let gitHub = ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": path + "/access"]
      let plan = try await transcript.run("plan", "access/m.yaml", environment: gitHub)
      let lines = (plan.output + plan.error).split(separator: "\n").filter {
        $0.drop(while: \.isWhitespace).hasPrefix("::")
      }
      #expect(
        lines.count == 1 && lines.first?.hasPrefix("::error title=missing-request-type,file=m.yaml,line=9,col=") == true
      )
      #expect(!(plan.output + plan.error).contains("##"))
      let json = try await WritProgram.run(
        "plan", "access/m.yaml", "--format", "json", environment: org.environment.merging(gitHub) { $1 },
        folder: folder.url)
      #expect(!(json.output + json.error).contains("##") && !json.error.contains("::error"))
      _ = try await transcript.run("apply", "access/m.yaml", "--yes", "--quiet", "--annotations", "azure")
      try transcript.check()
    }
  }

  @Test("Reports of ill-formed manifests name each finding with its place")
  func findings() async throws {
    let folder = try ScratchFolder()
    let run = try await WritProgram.run(
      "validate", "examples/broken.yaml", "--report", "sarif:\(folder.path("r.sarif"))", "--report",
      "junit:\(folder.path("r.xml"))", "--annotations", "github")
    #expect(run.status == 3)
    let annotations = run.error.split(separator: "\n").filter { $0.hasPrefix("::") }
    #expect(annotations.count == 11 && annotations.last?.hasPrefix("::notice ") == true)
    #expect(try folder.text("r.sarif").contains("\"examples/broken.yaml\""))
    #expect(try folder.text("r.xml").contains("classname=\"examples/broken.yaml\""))
  }

  @Test("A signal that ends a command at once has its report written first")
  func endedAtOnce() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2))
    try await ServedOrg.with("--faults", "delay=100%:60s") { org in
      let writ = try StartedWrit(
        ["plan", "m.yaml", "--report", "r.json"], environment: org.environment, folder: folder.url)
      try await eventually { FileManager.default.fileExists(atPath: folder.path(".writ/state.db-wal")) }
      writ.signal(SIGTERM)
      let run = try await writ.end()
      #expect(run.status == 6 && !run.isSignalled, "\(run.error)")
      let report = try Self.report("r.json", in: folder)
      #expect(report.exitStatus == 6 && report.message == "interrupted, nothing was sent" && report.counts.isEmpty)
    }
  }

  @Test("The report of a run that was killed is made from the journal, and says what that does not know")
  func replays() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(40))
    try await ServedOrg.with("--rate-limit", "20/1h") { org in
      let writ = try StartedWrit(
        ["apply", "m.yaml", "--yes", "--no-user-check", "--report", "killed.json"], environment: org.environment,
        folder: folder.url)
      try await eventually { try await org.statistics().requests >= 10 }
      writ.signal(SIGKILL)
      _ = try await writ.end()
      #expect(!FileManager.default.fileExists(atPath: folder.path("killed.json")))
      let run = try await WritProgram.run("report", "--report", "r.json", "--report", "r.html", folder: folder.url)
      #expect(run.status == 0, "\(run.error)")
      let report = try Self.report("r.json", in: folder)
      #expect(report.command == "apply" && report.exitStatus == nil && report.requests.count == 40)
      #expect(report.summary.map { run.output == "\($0)\n" && $0.contains(" died: ") } == true)
      #expect(report.counts["created"] == report.requests.count { $0.status == "created" })
      #expect(report.notes.contains("the run died: it never recorded its end"))
      #expect(try folder.text("r.html").contains(try #require(report.summary)))
    }
    let transcript = Transcript("report-of-no-run", in: folder)
    _ = try await transcript.run("report", "--run", "20260101T000000-0000", "--report", "r.json")
    _ = try await transcript.run("report")
    try transcript.check()
  }

  @Test("What a run did not do is a manifest that validates, and applying it does the rest")
  func unfinished() async throws {
    let folder = try ScratchFolder()
    let others = "      - 00u00000000000000008\n    messages: ['${{ x }} hello', \"two\\nlines\"]\n"
    try folder.file(
      "m.yaml",
      ManifestText.requests(30) + "  - requestTypeId: 61eb2db568c7c300079feffe\n    subject: '#1: CRM'\n    users:\n"
        + others)
    let data = folder.path("org.db")
    try await ServedOrg.with("--rate-limit", "15/1h", "--data", data) { org in
      let run = try await Self.interrupted("--unfinished", "left.yaml", org: org, in: folder)
      #expect(run.status == 6, "\(run.error)")
    }
    let left = try folder.text("left.yaml")
    #expect(left.contains("# blocked: the org has no request type") && left.contains("# not tried"))
    let check = try await WritProgram.run("validate", "left.yaml", folder: folder.url)
    #expect(check.status == 0, "\(check.output)")
    try await ServedOrg.with("--data", data) { org in
      let rest = try await WritProgram.run(
        "apply", "left.yaml", "--yes", "--no-user-check", "--unfinished", "still.yaml", environment: org.environment,
        folder: folder.url)
      #expect(rest.status == 4, "\(rest.error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == 30 && statistics.duplicateKeys == 0)
      let still = try folder.text("still.yaml")
      #expect(still.contains("'#1: CRM'") || still.contains("\"#1: CRM\""))
      #expect(still.count(of: "      - 00u") == 1)
    }
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
