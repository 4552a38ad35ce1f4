import Foundation
import Model
import Reporting
import TestGoldens
import Testing

@Suite("a report in each format")
struct ReportFormatTests {
  private static let goldens = GoldenFolder(
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden"))

  @Test("A report as JSON has all of a run, its counts, its rows and its findings")
  func json() throws { try Self.goldens.check(ReportJSON.text(SampleReport.apply), "report.json") }

  @Test("A report as CSV has one row a declaration and the same columns in each")
  func csv() throws { try Self.goldens.check(ReportCSV.text(SampleReport.apply), "report.csv") }

  @Test("A report as Markdown shows first what was not done, and formats no text of others")
  func markdown() throws { try Self.goldens.check(ReportMarkdown.text(SampleReport.apply), "report.md") }

  @Test("A report as HTML is one page with a bar for each request type")
  func html() throws { try Self.goldens.check(ReportHTML.text(SampleReport.apply), "report.html") }

  @Test("A status as HTML opens with bars, in which each status of a type has its own pattern")
  func statusBars() throws {
    let page = ReportHTML.text(SampleReport.status)
    try Self.goldens.check(page, "status.html")
    let bars = page.components(separatedBy: "<figure>")
    #expect(
      bars.count == 4
        && (page.range(of: "<figure>")?.lowerBound ?? page.endIndex) < page.range(of: "<table>")!.lowerBound)
    for bar in bars.dropFirst() {
      let legend = bar.components(separatedBy: "<ul class=\"legend\">")[1].components(separatedBy: "</ul>")[0]
      let patterns = legend.matches(of: /url\(#([a-z0-9-]+)\)/).map(\.output.1)
      #expect(Set(patterns).count == patterns.count)
    }
  }

  @Test("A report as SARIF has each problem at its place")
  func sarif() throws { try Self.goldens.check(ReportSARIF.text(SampleReport.apply), "report.sarif") }

  @Test("A report as JUnit XML has a suite for each manifest and a test for each declaration")
  func jUnit() throws { try Self.goldens.check(ReportJUnit.text(SampleReport.apply), "report.xml") }

  @Test("A report as GitLab's code quality has each problem with its own fingerprint")
  func codeQuality() throws {
    try Self.goldens.check(ReportCodeQuality.text(SampleReport.apply), "report.gitlab.json")
  }

  @Test("Annotations name the place of each problem in the repository", arguments: ReportAnnotations.Service.allCases)
  func annotations(service: ReportAnnotations.Service) throws {
    var report = SampleReport.apply
    report.sourceRoot = SourceRoot("/home/runner/work/acme", current: "/home/runner/work/acme/access")
    let lines = ReportAnnotations(for: service).lines(report)
    try Self.goldens.check(lines.map { $0 + "\n" }.joined(), "annotations-\(service.rawValue).txt")
  }

  @Test("Of forty problems ten are annotated, errors first, and a notice counts the others")
  func tenAnnotations() {
    var report = SampleReport.apply
    report.rows = []
    report.findingsLeftOut = 0
    let warning = SampleReport.findings[1]
    let errors = (1...9 as ClosedRange<UInt32>).map { line in
      var finding = SampleReport.findings[0]
      finding.range = SourceRange(at: SourceMark(line: line, column: 1))
      return finding
    }
    report.findings = Array(repeating: warning, count: 31) + errors
    let lines = ReportAnnotations(for: .gitHub).lines(report)
    #expect(lines.count == 11)
    #expect(lines.prefix(10).map { $0.hasPrefix("::error ") } == Array(repeating: true, count: 9) + [false])
    #expect(lines.last == "::notice title=writ::30 more problems: see the report or the log")
  }

  @Test("A problem is reported once: not again for the declarations that it blocks, and once for all of an entry")
  func problemsOnce() {
    var report = SampleReport.apply
    let message = report.findings[0].message
    let reasons = [message, "\(message) (and 12 more)", "another reason", "another reason"]
    report.rows = reasons.map { reason in
      var row = SampleReport.rows[1]
      row.reason = reason
      return row
    }
    let problems = report.problems.filter { $0.rule == "blocked" }
    #expect(problems.count == 1)
    #expect(problems.first?.message.hasSuffix(": blocked: another reason (and 1 more of this entry)") == true)
  }

  @Test(
    "A file's path in a CI system starts at the root of the repository",
    arguments: [
      ("access/team.yaml", "access/team.yaml"), ("./team.yaml", "team.yaml"), ("/repo/a/../team.yaml", "team.yaml"),
      ("../elsewhere/team.yaml", "/elsewhere/team.yaml"), ("/tmp/team.yaml", "/tmp/team.yaml"),
    ])
  func sourceRoot(file: String, path: String) {
    #expect(SourceRoot("/repo", current: "/repo").path(of: file) == path)
  }

  @Test("Without a repository a file's path stays as it is named, and below it the current folder counts")
  func otherRoots() {
    #expect(SourceRoot().path(of: "team.yaml") == "team.yaml")
    #expect(SourceRoot("/repo", current: "/repo/access").path(of: "team.yaml") == "access/team.yaml")
  }
}
