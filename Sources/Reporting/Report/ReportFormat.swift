/// The formats of report files, by the names that `--report FORMAT:FILE` takes.
package enum ReportFormat: String, CaseIterable, Hashable, Sendable {
  /// For programs: all of a report.
  case json
  /// For comments of pull requests.
  case markdown = "md"
  /// One page, for people.
  case html
  /// For spreadsheets.
  case csv
  /// For code scanning.
  case sarif
  /// For test results, in XML.
  case jUnit = "junit"
  /// GitLab's code quality.
  case gitLab = "gitlab"

  /// The format that the end of a file's name stands for.
  package init?(fileExtension: String) {
    switch fileExtension.lowercased() {
    case "json": self = .json
    case "md", "markdown": self = .markdown
    case "html", "htm": self = .html
    case "csv": self = .csv
    case "sarif": self = .sarif
    case "xml": self = .jUnit
    default: return nil
    }
  }

  /// The report in this format, ending with a line end.
  package func text(_ report: RunReport) -> String {
    switch self {
    case .json: ReportJSON.text(report)
    case .markdown: ReportMarkdown.text(report)
    case .html: ReportHTML.text(report)
    case .csv: ReportCSV.text(report)
    case .sarif: ReportSARIF.text(report)
    case .jUnit: ReportJUnit.text(report)
    case .gitLab: ReportCodeQuality.text(report)
    }
  }
}
