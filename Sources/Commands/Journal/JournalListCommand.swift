package import ArgumentParser
import Foundation
import Journaling
import Model
import Reporting
import Throttling

/// `writ journal list`
package struct JournalListCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the runs, the newest first.",
    discussion: """
      Each line names the run, when it began, how it ended, its org, whether it took requests back (cancel), how many of its \
      entries are in each state, and how many actions of its plan were blocked or withheld, which have no entries. With --ambiguous it lists the entries of all runs \
      whose outcome is unknown instead, with what to look for in the org.

      Example: writ journal list --ambiguous
      """)

  @Flag(name: .long, help: "List the entries of all runs whose outcome is unknown.")
  var ambiguous = false

  @OptionGroup var output: FormatOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints the recorded runs. Throws where the state does not exist or cannot be read.
  package func run(in environment: Environment, console: Console) async throws {
    let records = try await JournalCommand.records(global, in: environment, console)
    if ambiguous { return try await listAmbiguous(records, at: environment.time.date(), console) }
    let found = try await JournalCommand.runs(of: records)
    let counts = try await records.counts(of: found.map(\.id))
    let runs = found.map { (run: $0, counts: counts[$0.id] ?? [:]) }
    let cancels = try await records.cancels(among: found.map(\.id))
    switch output.format {
    case .json: console.result(JournalJSON.document(runs, cancels: cancels).document + "\n")
    case .text:
      let text = JournalText(styling: console.styling)
      for (run, counts) in runs {
        console.result(text.line(for: run, counts: counts, isCancel: cancels.contains(run.id)) + "\n")
      }
    }
  }

  /// Entries of runs that may still find out themselves what became of them are left out.
  private func listAmbiguous(_ records: JournalRecords, at now: Date, _ console: Console) async throws {
    let entries = records.liveness.marking(try await records.ambiguousEntries(), at: now).filter { !$0.isUnderWay }
    let logins = try await records.logins(of: Set(entries.compactMap(\.key.requester)))
    switch output.format {
    case .json: console.result(JournalJSON.document(ambiguous: entries, logins: logins).document + "\n")
    case .text:
      let text = JournalText(styling: console.styling)
      for entry in entries {
        let login = entry.key.requester.flatMap { logins[$0] }
        console.result(text.ambiguous(entry, login: login, width: console.resultWidth))
      }
      console.note(
        entries.isEmpty
          ? "no entry has an unknown outcome"
          : "look in the org, then record what you found: writ journal resolve ENTRY… (see its --help)")
    }
  }
}
