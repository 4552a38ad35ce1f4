import Foundation
import Model
import OrderedCollections

/// `--report junit:FILE`: one suite a manifest, one test a declaration, in the XML that CI systems read as test results.
///
/// A test fails where its declaration cannot be done or a finding is an error, is an error where the outcome is not
/// known, and is skipped where it is still to be done.
package enum ReportJUnit {
  /// A test of a suite, as XML.
  private struct Test {
    var xml: String
    var isFailure = false
    var isError = false
    var isSkipped = false
  }

  /// The whole document, ending with a line end.
  package static func text(_ report: RunReport) -> String {
    var suites: OrderedDictionary<String, [Test]> = [:]
    for finding in report.findings where finding.severity == .error {
      suites[finding.file, default: []].append(test(finding))
    }
    for row in report.rows { suites[row.place?.file ?? report.title, default: []].append(test(row)) }
    if let failure = report.failure, !suites.values.joined().contains(where: { $0.isFailure || $0.isError }) {
      suites[report.title, default: []].append(test(failure, report))
    }
    let seconds = report.ended.map { ReportJUnit.seconds($0.timeIntervalSince(report.began)) }
    let body = suites.map { suite($0.key, $0.value, report, seconds) }
    let all = Array(suites.values.joined())
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(escaped(report.title))" \(counts(of: all))>
      \(body.joined())</testsuites>

      """
  }

  private static func suite(_ name: String, _ tests: [Test], _ report: RunReport, _ seconds: String?) -> String {
    let skipped = tests.count(where: \.isSkipped)
    let began = report.began.formatted(.iso8601)
    let time = seconds.map { " time=\"\($0)\"" } ?? ""
    return """
        <testsuite name="\(escaped(name))" \(counts(of: tests)) skipped="\(skipped)"\(time) timestamp="\(began)">
      \(tests.map(\.xml).joined())  </testsuite>

      """
  }

  private static func counts(of tests: [Test]) -> String {
    let (failures, errors) = (tests.count(where: \.isFailure), tests.count(where: \.isError))
    return "tests=\"\(tests.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
  }

  private static func test(_ finding: Diagnostic) -> Test {
    let place = "line \(finding.range.start.line), column \(finding.range.start.column)"
    let text = [finding.message, finding.hint.map { "hint: \($0)" }, finding.place.text].compactMap(\.self)
    let result = outcome("failure", type: finding.code.rawValue, finding.message, text.joined(separator: "\n"))
    return Test(xml: test(name: "\(finding.code.rawValue), \(place)", of: finding.file, result), isFailure: true)
  }

  private static func test(_ row: ReportRow) -> Test {
    let attempt = row.attempt > 1 ? " (attempt \(row.attempt))" : ""
    let name = "\(row.type): \(row.subject)\(attempt), \(row.person)"
    let message = [row.status, row.reason].compactMap(\.self).joined(separator: ": ")
    let request = row.requestID.map { "request \($0.text)" }
    let text = [row.reason, request, row.place?.text].compactMap(\.self).joined(separator: "\n")
    let suite = row.name ?? row.place?.file ?? row.type
    func xml(_ element: String) -> String {
      test(name: name, of: suite, outcome(element, type: row.status, message, text))
    }
    return switch row.standing {
    case .done: Test(xml: test(name: name, of: suite, nil))
    case .pending: Test(xml: xml("skipped"), isSkipped: true)
    case .failed: Test(xml: xml("failure"), isFailure: true)
    case .unknown: Test(xml: xml("error"), isError: true)
    }
  }

  /// The command itself, where it failed and no declaration shows it.
  private static func test(_ failure: RunReport.Failure, _ report: RunReport) -> Test {
    let text = [failure.message, failure.hint.map { "hint: \($0)" }].compactMap(\.self).joined(separator: "\n")
    let result = outcome("error", type: "status-\(report.exitStatus ?? 1)", failure.message, text)
    return Test(xml: test(name: report.command, of: "writ", result), isError: true)
  }

  private static func test(name: String, of suite: String, _ result: String?) -> String {
    let head = "    <testcase name=\"\(escaped(name))\" classname=\"\(escaped(suite))\""
    return result.map { "\(head)>\n\($0)    </testcase>\n" } ?? "\(head)/>\n"
  }

  private static func outcome(_ element: String, type: String, _ message: String, _ text: String) -> String {
    let attributes = "message=\"\(escaped(message))\" type=\"\(escaped(type))\""
    return "      <\(element) \(attributes)>\(escaped(text, keepsLines: true))</\(element)>\n"
  }

  /// Three digits after the point, as the schema of CI systems wants it.
  private static func seconds(_ seconds: Double) -> String {
    let milliseconds = Int((max(0, seconds) * 1000).rounded())
    return "\(milliseconds / 1000).\((milliseconds % 1000).digits(3))"
  }

  /// For attributes and texts; what XML 1.0 does not allow and what terminals obey is shown instead.
  private static func escaped(_ text: String, keepsLines: Bool = false) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where keepsLines: escaped += "\n"
      case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped += scalar.markupEntity ?? String(scalar.terminalSafe)
      }
    }
    return escaped
  }
}
