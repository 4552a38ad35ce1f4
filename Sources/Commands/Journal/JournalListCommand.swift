package import ArgumentParser
import Journaling
import Reporting

/// `writ journal list`
package struct JournalListCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the runs, the newest first.",
    discussion: """
      Each line names the run, when it began, how it ended, its org, how many of its entries are in each state, and how many \
      actions of its plan were blocked or withheld, which have no entries.

      Example: writ journal list
      """)

  @OptionGroup var output: FormatOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints the recorded runs. Throws where the state does not exist or cannot be read.
  package func run(in environment: Environment, console: Console) async throws {
    let records = try await JournalCommand.records(global, in: environment, console)
    let found = try await JournalCommand.runs(of: records)
    let counts = try await records.counts(of: found.map(\.id))
    let runs = found.map { (run: $0, counts: counts[$0.id] ?? [:]) }
    switch output.format {
    case .json: console.result(JournalJSON.document(runs).document + "\n")
    case .text:
      let text = JournalText(styling: console.styling)
      for (run, counts) in runs { console.result(text.line(for: run, counts: counts) + "\n") }
    }
  }
}
