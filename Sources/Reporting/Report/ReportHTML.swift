import Foundation
import Model
import OrderedCollections
import Planning

/// `--report html:FILE`: one page without scripts and without anything from elsewhere, for the screen and for paper.
///
/// It opens with a bar for each request type. Patterns, signs and words show what colors show.
package struct ReportHTML {
  /// A browser is slow with more rows; the rest is counted.
  private static let maximumRows = 10_000

  private let report: RunReport

  /// The whole page, ending with a line end.
  package static func text(_ report: RunReport) -> String { ReportHTML(report: report).page }

  private var page: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(HTMLText.escaped(report.title))</title>
    <style>
    \(ReportStyleSheet.text)
    </style>
    </head>
    <body>
    <header>
    <h1>\(HTMLText.escaped(report.title))</h1>
    \(result)\(counts)</header>
    <main>
    \(ReportBars.html(report.rows))\(notes)\(findings)\(rows)\(duplicates)</main>
    <footer>\(foot)</footer>
    </body>
    </html>

    """
  }

  private var result: String {
    let summary = report.summary.map { "<p class=\"summary\">\(HTMLText.escaped($0))</p>\n" } ?? ""
    guard let failure = report.failure else { return summary }
    let lines = failure.message.split(separator: "\n").map { HTMLText.escaped(String($0)) }.joined(separator: "<br>")
    let hint = failure.hint.map { "<br>Hint: \(HTMLText.escaped($0))" } ?? ""
    return summary + "<p class=\"failure\"><strong>Error:</strong> \(lines)\(hint)</p>\n"
  }

  private var counts: String {
    guard !report.counts.isEmpty else { return "" }
    let items = report.shownCounts.map { count in
      "<div><dt>\(HTMLText.escaped(count.label))</dt><dd>\(CountText.number(count.number))</dd></div>"
    }
    return "<dl class=\"counts\">\(items.joined())</dl>\n"
  }

  private var notes: String {
    let items = report.notes.map { "<li>\(HTMLText.escaped($0))</li>\n" }
    return items.isEmpty ? "" : section("Notes", count: nil, "<ul>\n\(items.joined())</ul>\n")
  }

  private var findings: String {
    let rows = report.findings.map { finding in
      let place = SourcePlace(file: report.sourceRoot.path(of: finding.file), mark: finding.range.start)
      let hint = finding.hint.map { "<br><small>\(HTMLText.escaped($0))</small>" } ?? ""
      let kind = "\(finding.severity == .error ? "✕" : "!") \(finding.severity.rawValue)"
      return [
        "<span class=\"status \(finding.severity == .error ? "failed" : "pending")\">\(kind)</span>",
        HTMLText.value(place.text), HTMLText.escaped(finding.message) + hint,
      ]
    }
    let count = report.findings.count + report.findingsLeftOut
    return table("Findings", ["Severity", "Place", "Finding"], rows, count: count)
  }

  private var rows: String {
    ReportRow.Standing.inOrderOfUrgency.map { standing in
      let rows = report.rows.filter { $0.standing == standing }
      let cells = rows.prefix(Self.maximumRows).map(cells)
      return table(standing.title, ["Status", "Person", "Request", "Details"], cells, count: rows.count)
    }.joined()
  }

  private func cells(_ row: ReportRow) -> [String] {
    let attempt = row.attempt > 1 ? " (attempt \(row.attempt))" : ""
    let name = row.name.map { "<br><small>\(HTMLText.value($0))</small>" } ?? ""
    let request = "\(HTMLText.value(row.type))<br>\(HTMLText.value(row.subject))\(attempt)\(name)"
    let decision = [
      row.decision.map(HTMLText.escaped), row.decidedBy.map { "by \(HTMLText.value($0))" },
      row.decidedAt.map(HTMLText.moment),
    ].compactMap(\.self).joined(separator: " ")
    let details = [
      row.reason.map(HTMLText.escaped), decision.isEmpty ? nil : decision,
      row.requestID.map { "<code>\(HTMLText.escaped($0.text))</code>" },
      row.created.map { "created \(HTMLText.moment($0))" },
      row.place.map { "<small>\(HTMLText.value($0.text))</small>" },
    ].compactMap(\.self)
    let id = row.login == nil ? nil : row.requester.map { "<br><small>\(HTMLText.escaped($0.text))</small>" }
    return [
      "<span class=\"status \(row.standing.rawValue)\">\(row.standing.mark) \(HTMLText.escaped(row.status))</span>",
      HTMLText.value(row.person) + (id ?? ""), request, details.joined(separator: "<br>"),
    ]
  }

  private var duplicates: String {
    let rows = report.duplicates.map { duplicate in
      let declaration = duplicate.declaration
      return [
        HTMLText.value(declaration.name ?? declaration.subject),
        declaration.requester.map { HTMLText.escaped($0.text) } ?? "the token's user",
        duplicate.requestIDs.map { "<code>\(HTMLText.escaped($0.text))</code>" }.joined(separator: "<br>"),
      ]
    }
    return table("Duplicated in the org", ["Request", "Person", "Requests"], rows, count: rows.count)
  }

  /// On a narrow screen each cell shows the title of its column.
  private func table(_ title: String, _ columns: [String], _ rows: [[String]], count: Int) -> String {
    guard count > 0 else { return "" }
    let head = columns.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { cells in
      let cells = zip(columns, cells).map { "<td data-title=\"\($0)\"><div>\($1)</div></td>" }
      return "<tr>\(cells.joined())</tr>\n"
    }
    let more = count - rows.count
    let end = more > 0 ? "<p>…and \(CountText.number(more)) more</p>\n" : ""
    let table = "<table>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body.joined())</tbody>\n</table>\n"
    return section(title, count: count, table + end)
  }

  private func section(_ title: String, count: Int?, _ content: String) -> String {
    let number = count.map { " <small>\(CountText.number($0))</small>" } ?? ""
    return "<section>\n<h2>\(title)\(number)</h2>\n\(content)</section>\n"
  }

  private var foot: String {
    HTMLText.escaped(report.footParts.joined(separator: " · "))
  }
}
