import Foundation
package import Journaling
import Model

/// Runs and entries of the journal for people: one line each.
package struct JournalText: Sendable {
  /// Whether the text has colors.
  package var styling: Styling

  package init(styling: Styling) {
    self.styling = styling
  }

  /// A run: its id, when it began, how it ended, whether it takes requests back, what became of its entries, what was not
  /// tried, and where in CI it ran.
  package func line(for run: JournalRun, counts: [EntryState: Int], isCancel: Bool) -> String {
    let untried = [(run.blocked ?? 0, "blocked"), (run.withheld ?? 0, "withheld")]
    let states = (EntryState.allCases.map { (counts[$0] ?? 0, $0.rawValue) } + untried).filter { $0.0 > 0 }
      .map { "\(CountText.number($0.0)) \($0.1)" }
    let entries = states.isEmpty ? "no entries" : states.joined(separator: ", ")
    let state = styling.paint(run.state.rawValue, Self.color(of: run.state))
    let origin = run.origin.map { "\n    \($0.terminalSafe)" } ?? ""
    let parts =
      [styling.paint(run.id.text.terminalSafe, .bold), Self.moment(run.startedAt), state, run.orgURL.terminalSafe]
      + (isCancel ? ["cancel"] : []) + [entries]
    return parts.joined(separator: "  ") + origin
  }

  /// An entry: its number, its state, what it sends, its requester, the request that came of it, and its error.
  package func line(for entry: JournalEntry) -> String {
    let state = styling.paint(entry.state.rawValue, Self.color(of: entry.state))
    let what = entry.kind.name
    let label = (entry.name ?? entry.key.subject).terminalSafe
    let request = entry.requestID.map { "  request \($0.text.terminalSafe)" } ?? ""
    let error = entry.error.map { "\n    \($0.terminalSafe)" } ?? ""
    let requester = entry.key.requester?.text.terminalSafe ?? ""
    return "\(entry.id)  \(state)  \(what)  \(styling.paint(label, .bold))  \(requester)\(request)\(error)"
  }

  /// An entry whose outcome is not known, in several lines: what to look for in the org, and what is known of its call.
  package func ambiguous(_ entry: JournalEntry, login: String?, width: Int?) -> String {
    let what = entry.kind.name
    let person = (login ?? entry.key.requester?.text ?? "").terminalSafe
    let request = entry.requestID.map { "  request \($0.text.terminalSafe)" } ?? ""
    let name = entry.name.map { "  \($0.terminalSafe)" } ?? ""
    let sent = entry.intentAt.map { ", sent \(Self.moment($0))" } ?? ""
    let texts =
      ["subject: \(entry.key.subject)"] + (entry.messageText.map { ["message: \($0)"] } ?? [])
      + ["run \(entry.run.text)\(sent)"] + (entry.error.map { [$0] } ?? [])
    let lines = texts.flatMap { $0.terminalSafe.wrapped(to: width.map { $0 - 4 }) }.map { "    \($0)\n" }
    return "\(styling.paint(String(entry.id), .bold))  \(what)\(name)  \(person)\(request)\n" + lines.joined()
  }

  private static func moment(_ date: Date) -> String { date.formatted(.iso8601) }

  private static func color(of state: JournalRun.State) -> Styling.Color {
    switch state {
    case .finished: .green
    case .running: .cyan
    case .stopped: .yellow
    case .died: .red
    }
  }

  private static func color(of state: EntryState) -> Styling.Color {
    switch state {
    case .confirmed, .adopted: .green
    case .planned, .absent: .dim
    case .sent, .ambiguous: .yellow
    case .gone, .taken: .dim
    case .rejected, .failed: .red
    }
  }
}
