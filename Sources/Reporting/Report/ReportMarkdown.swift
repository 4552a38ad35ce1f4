import Foundation
import Model
import Planning

/// `--report md:FILE`: a report that fits a comment of a pull request or a merge request, and the summary of a job.
///
/// It begins with a marker by which a later comment finds the one that it replaces. What needs a person comes first; long
/// lists are folded, and what does not fit is counted.
package struct ReportMarkdown {
  /// A comment on GitHub takes 65,536 characters.
  private static let maximumLength = 65_000
  /// The code points that are shown of a reason, a note or an error.
  private static let maximumText = 500
  /// A list of more is folded.
  private static let maximumOpen = 20
  /// Kept for what follows a table: titles, columns and counts of the other sections.
  private static let reserve = 2_500
  /// What errors and notes may take.
  private static let maximumProse = 5_000

  private let report: RunReport
  private var text = ""

  /// The whole report, ending with a line end.
  package static func text(_ report: RunReport) -> String {
    var markdown = ReportMarkdown(report: report)
    markdown.write()
    return markdown.text
  }

  /// The report of a status with the counts of each value of a property, in place of its requests.
  package static func text(_ report: RunReport, of status: StatusReport, by grouping: StatusReport.Grouping) -> String {
    var markdown = ReportMarkdown(report: report)
    markdown.writeHead()
    markdown.writeGroups(StatusGroups(status, by: grouping))
    markdown.writeFoot()
    return markdown.text
  }

  private init(report: RunReport) { self.report = report }

  private mutating func write() {
    writeHead()
    writeFindings()
    for standing in ReportRow.Standing.inOrderOfUrgency { writeRows(standing) }
    writeDuplicates()
    writeFoot()
  }

  private mutating func writeHead() {
    let marker = ["writ-\(report.command.replacing(" ", with: "-"))", report.orgURL].compactMap(\.self)
    text += "<!-- \(marker.joined(separator: ":").terminalSafe) -->\n"
    text += "## \(MarkdownText.plain(report.title))\n\n"
    writeResult()
    writeCounts()
    writeQuote(report.notes)
  }

  private mutating func writeFoot() {
    text += "<sub>\(MarkdownText.plain(report.footParts.joined(separator: ", ")))</sub>\n"
  }

  private mutating func writeResult() {
    if let summary = report.summary { text += "**\(cut(summary))**\n\n" }
    guard let failure = report.failure else { return }
    writeQuote(failure.message.split(separator: "\n").map { "❌ \($0)" } + [failure.hint].compactMap(\.self))
  }

  private mutating func writeQuote(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    let written = write(lines.map { "> \(cut($0))\n>" }, within: Self.maximumProse)
    if written < lines.count { text += "> …and \(CountText.number(lines.count - written)) more\n" }
    text += "\n"
  }

  private mutating func writeCounts() {
    let counts = report.shownCounts
    guard !counts.isEmpty else { return }
    text += "| \(counts.map { MarkdownText.plain($0.label) }.joined(separator: " | ")) |\n"
    text += "|\(String(repeating: " ---: |", count: counts.count))\n"
    text += "| \(counts.map { CountText.number($0.number) }.joined(separator: " | ")) |\n\n"
  }

  private mutating func writeFindings() {
    let count = report.findings.count + report.findingsLeftOut
    let lines = report.problems.filter { problem in DiagnosticCode(rawValue: problem.rule) != nil }.map { problem in
      let place = SourcePlace(file: report.sourceRoot.path(of: problem.file), mark: problem.range.start)
      let sign = problem.severity == .error ? "❌ error" : "⚠️ warning"
      let hint = problem.hint.map { "<br>\(cut($0))" } ?? ""
      return "| \(sign) | \(MarkdownText.code(place.text)) | \(cut(problem.message))\(hint) |"
    }
    writeTable("Findings", ["", "place", "finding"], lines, count: count)
  }

  private mutating func writeRows(_ standing: ReportRow.Standing) {
    let rows = report.rows.filter { $0.standing == standing }
    let lines = rows.prefix(Self.maximumLength / 20).map { row in
      let what = [MarkdownText.plain(row.type), MarkdownText.code(row.subject)].joined(separator: "<br>")
      let more = [row.requestID.map { MarkdownText.code($0.text) }, row.reason.map(cut), decision(row)].compactMap(
        \.self)
      let status = MarkdownText.plain(row.status)
      return
        "| \(standing.sign) \(status) | \(MarkdownText.code(row.person)) | \(what) | \(more.joined(separator: "<br>")) |"
    }
    writeTable(standing.title, ["status", "person", "request", "details"], lines, count: rows.count)
  }

  /// `2026-11-20T10:00:00Z by max@example.com`
  private func decision(_ row: ReportRow) -> String? {
    let parts = [
      row.decidedAt.map { MarkdownText.plain($0.formatted(.iso8601)) },
      row.decidedBy.map { "by \(MarkdownText.code($0))" },
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private mutating func writeGroups(_ groups: StatusGroups) {
    let lines = groups.rows(CountText.number).map { cells in
      "| \(MarkdownText.code(cells[0])) | \(cells.dropFirst().joined(separator: " | ")) |"
    }
    writeTable("Counts", groups.head.map(MarkdownText.plain), lines, count: lines.count)
  }

  private mutating func writeDuplicates() {
    let lines = report.duplicates.map { duplicate in
      let declaration = duplicate.declaration
      let ids = duplicate.requestIDs.map { MarkdownText.code($0.text) }.joined(separator: " ")
      let requester = declaration.requester.map { MarkdownText.code($0.text) } ?? "the token's user"
      return "| \(MarkdownText.code(declaration.name ?? declaration.subject)) | \(requester) | \(ids) |"
    }
    writeTable("Duplicated in the org", ["request", "person", "requests"], lines, count: lines.count)
  }

  /// A table below its title, folded where it is long; as many lines as fit, and how many more there are.
  private mutating func writeTable(_ title: String, _ columns: [String], _ lines: [String], count: Int) {
    guard count > 0 else { return }
    let isFolded = count > Self.maximumOpen
    let heading = "\(title): \(CountText.number(count))"
    text += isFolded ? "<details><summary>\(heading)</summary>\n\n" : "### \(heading)\n\n"
    text += "| \(columns.joined(separator: " | ")) |\n|\(String(repeating: " --- |", count: columns.count))\n"
    let written = write(lines, within: Self.maximumLength - Self.reserve - text.utf16.count)
    text += "\n"
    if written < count { text += "…and \(CountText.number(count - written)) more\n\n" }
    if isFolded { text += "</details>\n\n" }
  }

  /// Writes as many of the lines as fit into so many characters; gives how many that are.
  private mutating func write(_ lines: [String], within room: Int) -> Int {
    var room = room
    let fitting = lines.prefix { line in
      room -= line.utf16.count + 1
      return room >= 0
    }
    for line in fitting { text += line + "\n" }
    return fitting.count
  }

  /// One long text must not take the place of all others.
  private func cut(_ text: String) -> String {
    let start = text.unicodeScalars.prefix(Self.maximumText)
    return MarkdownText.plain(start.endIndex < text.endIndex ? String(start) + "…" : text)
  }
}

extension ReportRow.Standing {
  /// What needs a person first.
  static let inOrderOfUrgency: [ReportRow.Standing] = [.failed, .unknown, .pending, .done]

  /// The title of the rows with this standing.
  var title: String {
    switch self {
    case .failed: "Not done"
    case .unknown: "Unknown"
    case .pending: "Open"
    case .done: "Done"
    }
  }

  /// What distinguishes it without a color.
  var sign: String {
    switch self {
    case .failed: "❌"
    case .unknown: "❓"
    case .pending: "⏳"
    case .done: "✅"
    }
  }
}
