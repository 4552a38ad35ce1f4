import Foundation
import Model

/// `--report csv:FILE`: one row a declaration, for spreadsheets.
///
/// The text is RFC 4180 with a byte order mark, without which Excel does not read UTF-8. A cell that a spreadsheet would
/// compute (it begins with `=`, `+`, `-`, `@` or a line break) gets an apostrophe before it
/// (https://owasp.org/www-community/attacks/CSV_Injection). What a terminal would obey is shown instead, line ends excepted.
package enum ReportCSV {
  private static let head = [
    "status", "name", "requestType", "requestTypeId", "login", "requester", "subject", "attempt", "requestId",
    "decision",
    "decidedBy", "decidedAt", "action", "created", "lastUpdated", "reason", "file", "line", "column",
  ]

  /// The rows of a report below the names of their columns.
  package static func text(_ report: RunReport) -> String { text(report.rows) }

  /// The same of rows alone.
  package static func text(_ rows: [ReportRow]) -> String { text(of: [head] + rows.map(cells)) }

  /// The counts of each value of a property.
  package static func text(_ report: StatusReport, by grouping: StatusReport.Grouping) -> String {
    let groups = StatusGroups(report, by: grouping)
    return text(of: [groups.head] + groups.rows())
  }

  private static func text(of rows: [[String]]) -> String {
    "\u{FEFF}" + rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func cells(of row: ReportRow) -> [String] {
    let names = [row.status, row.name, row.requestType, row.requestTypeID.text, row.login, row.requester?.text]
    let request = [row.subject, String(row.attempt), row.requestID?.text, row.decision, row.decidedBy]
    let moments = [row.decidedAt?.formatted(.iso8601), row.action, row.created?.formatted(.iso8601)]
    let end = [row.lastUpdated?.formatted(.iso8601), row.reason, row.place?.file]
    let mark = [row.place.map { String($0.mark.line) }, row.place.map { String($0.mark.column) }]
    return (names + request + moments + end + mark).map { $0 ?? "" }
  }

  private static func cell(_ value: String) -> String {
    let text = String(String.UnicodeScalarView(value.unicodeScalars.map { $0 == "\n" ? $0 : $0.terminalSafe }))
    // Full-width signs are computed as well.
    let isComputed =
      text.unicodeScalars.first.map("=+-@\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains) ?? false
    let cell = isComputed ? "'" + text : text
    guard cell.unicodeScalars.contains(where: ",\"\n'".unicodeScalars.contains) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
