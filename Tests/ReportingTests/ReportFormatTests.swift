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
}
