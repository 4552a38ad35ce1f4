import Applying
import Foundation
import Model
import OrderedCollections
import Planning

/// A status report as a person reads it: entries with their people, grouped by what became of their requests, and the
/// counts; or the counts alone, as a table.
package struct StatusText: Sendable {
  /// The people of an entry with one standing that are listed; more are counted.
  private static let maximumListed = 50
  /// The reasons that are shown for people who are counted.
  private static let maximumReasons = 10
  /// What needs attention comes first.
  private static let order: [RequestStanding] = [
    .failed, .denied, .blocked, .missing, .ambiguous, .expired, .canceled, .locked, .resolved, .waiting, .approved,
  ]

  /// Whether the text has colors.
  package var styling: Styling
  /// List all people.
  package var isVerbose: Bool
  /// The cells of a line on the terminal; `nil` where nothing is shortened, as in a pipe.
  package var width: Int?
  /// How to list what is only counted, in the words of the program.
  private let listAll: String

  package init(styling: Styling, isVerbose: Bool, width: Int? = nil, listAll: String = "not listed") {
    self.styling = styling
    self.isVerbose = isVerbose
    self.width = width
    self.listAll = listAll
  }

  /// The whole report. People whose requests are approved are counted; with `isVerbose` they are listed.
  package func text(_ report: StatusReport) -> String {
    let list = entries(of: report.answer.statuses).flatMap { lines(for: $0, in: report) }
    return Self.lines(list + (list.isEmpty ? [] : [""]) + report.summary.wrapped(to: width))
  }

  /// The counts of each value, and those of all.
  package func table(_ report: StatusReport, by grouping: StatusReport.Grouping) -> String {
    let groups = StatusGroups(report, by: grouping)
    let table = StatusTable(
      head: groups.head.map(\.terminalSafe), rows: groups.rows(CountText.number).map { $0.map(\.terminalSafe) })
    let lines = groups.groups.isEmpty ? [] : table.lines(width: width, styling: styling) + [""]
    return Self.lines(lines + report.summary.wrapped(to: width))
  }

  private static func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  // MARK: Entries

  /// Neighbors with one name, type and subject are taken as one entry.
  private func entries(of statuses: [DeclarationStatus]) -> [[DeclarationStatus]] {
    statuses.reduce(into: []) { entries, status in
      if entries.last?.last?.declaration.isOfSameEntry(as: status.declaration) == true {
        entries[entries.count - 1].append(status)
      } else {
        entries.append([status])
      }
    }
  }

  private func lines(for entry: [DeclarationStatus], in report: StatusReport) -> [String] {
    let head = EntryHead(styling: styling, width: width, requestTypes: report.answer.requestTypes)
    var groups: OrderedDictionary<RequestStanding, [DeclarationStatus]> = [:]
    for status in entry { groups[status.standing, default: []].append(status) }
    let others = groups.keys.filter { !Self.order.contains($0) }.sorted { $0.word < $1.word }
    let login = columnWidth(of: entry, in: report)
    let people = (others + Self.order).flatMap { standing in
      groups[standing].map { lines(of: $0, standing, login: login, in: report) } ?? []
    }
    return [head.text(entry[0].declaration, people: entry.count)] + people
  }

  private func isListed(_ people: [DeclarationStatus], _ standing: RequestStanding) -> Bool {
    isVerbose || people.count <= Self.maximumListed && standing != .approved
  }

  // MARK: People

  private func lines(
    of people: [DeclarationStatus], _ standing: RequestStanding, login: Int, in report: StatusReport
  ) -> [String] {
    let head = head(standing)
    guard isListed(people, standing) else {
      let reasons = standing == .approved ? [] : reasons(of: people, in: report)
      return ["  \(head)  \(EntryHead.people(people.count))"] + reasons
    }
    let details = people.map { detail($0, in: report) }
    // Sign and word take 13 cells, and spaces 4.
    let isInline = width.map { width in details.allSatisfy { 17 + login + $0.terminalCells <= width } } ?? true
    return people.indices.flatMap { index in
      let name = person(people[index], in: report).shortened(to: width == nil ? nil : login).padded(to: login)
      let line = "  \(head)  \(name)"
      guard !isInline else { return [Self.trimmed("\(line)  \(details[index])")] }
      // One detail of several people stands below the last of them.
      let isLast = index + 1 == people.count || details[index] != details[index + 1]
      return [Self.trimmed(line)] + (isLast && !details[index].isEmpty ? indented(details[index]) : [])
    }
  }

  /// How wide the column of logins is.
  private func columnWidth(of entry: [DeclarationStatus], in report: StatusReport) -> Int {
    let listed = entry.filter { isVerbose || $0.standing != .approved }
    let longest = listed.map { person($0, in: report).terminalCells }.max() ?? 0
    return min(longest, width.map { max(8, $0 - 17) } ?? .max)
  }

  private func person(_ status: DeclarationStatus, in report: StatusReport) -> String {
    let declaration = status.declaration
    return (report.login(of: declaration) ?? declaration.requester?.text ?? "the token's user").terminalSafe
  }

  /// `since 2026-11-19 for the requester's manager`, `2026-11-20 by max@example.com`, or why.
  private func detail(_ status: DeclarationStatus, in report: StatusReport) -> String {
    let number = status.attempt > 1 ? "attempt \(status.attempt)" : nil
    let what: [String?]
    switch status.standing {
    case .waiting:
      let decider = report.waitsFor(status).map { " for \($0)" } ?? ""
      what = [status.waitingSince.map { "since \(Self.day($0))\(decider)" }, status.reason]
    case .denied, .approved, .failed:
      let approval = status.decidingApproval
      let by = approval.flatMap(report.decider).map { "by \($0)" }
      let decided = [approval?.decided.map(Self.day), by].compactMap(\.self).joined(separator: " ")
      what = [decided.isEmpty ? nil : decided, action(of: status), status.reason]
    case .missing, .blocked, .ambiguous: what = [status.reason]
    case .canceled, .expired, .locked, .resolved, .other:
      what = [status.request.map { Self.day($0.lastUpdated) }, status.reason]
    }
    return ([number] + what).compactMap(\.self).joined(separator: ", ").terminalSafe
  }

  private func action(of status: DeclarationStatus) -> String? {
    switch status.action {
    case "pending": "access to come"
    case "done": "access given"
    case "removed": "access has ended"
    case "failed": "the org could not give the access"
    default: nil
    }
  }

  /// The day by UTC, as `2026-11-19`.
  private static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }

  private func reasons(of people: [DeclarationStatus], in report: StatusReport) -> [String] {
    var counts: OrderedDictionary<String, Int> = [:]
    for detail in people.lazy.map({ detail($0, in: report) }) where !detail.isEmpty { counts[detail, default: 0] += 1 }
    let more = counts.count - Self.maximumReasons
    return counts.elements.prefix(Self.maximumReasons).flatMap { indented("\(CountText.number($0.value)): \($0.key)") }
      + (more > 0 ? indented("and \(CountText.noun(more, "more reason")) (\(listAll))") : [])
  }

  private func indented(_ text: String) -> [String] {
    text.wrapped(to: width.map { max(20, $0 - 6) }).map { "      \($0)" }
  }

  private func head(_ standing: RequestStanding) -> String {
    let sign = Self.sign(standing)
    return styling.paint("\(sign.character) \(standing.word.terminalSafe.padded(to: 9))", sign.color)
  }

  private static func sign(_ standing: RequestStanding) -> (character: Character, color: Styling.Color) {
    switch standing {
    case .approved: ("+", .green)
    case .waiting: ("~", .cyan)
    case .denied, .failed, .missing, .blocked, .expired, .canceled, .locked: ("!", .red)
    case .ambiguous, .resolved, .other: ("?", .yellow)
    }
  }

  private static func trimmed(_ line: String) -> String { String(line.reversed().drop { $0 == " " }.reversed()) }
}
