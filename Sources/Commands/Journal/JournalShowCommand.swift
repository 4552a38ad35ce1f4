package import ArgumentParser
import Journaling
import Reporting

/// `writ journal show`
package struct JournalShowCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show every entry of a run.",
    discussion: """
      Each line names the entry, its state, what it was to do, for which user, the request, and what the org said where it did \
      not succeed.

      Example: writ journal show
      """)

  @Argument(help: ArgumentHelp("The run. (default: the newest)", valueName: "run"))
  var run: String?

  @OptionGroup var output: FormatOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints a run and its entries. Throws where the state or the run does not exist.
  package func run(in environment: Environment, console: Console) async throws {
    let records = try await JournalCommand.records(global, in: environment, console)
    let found = try JournalCommand.find(run, in: try await JournalCommand.runs(of: records))
    let entries = try await records.entries(of: found.id)
    let counts = try await records.counts(of: found.id)
    switch output.format {
    case .json: console.result(JournalJSON.document(found, counts: counts, entries: entries).document + "\n")
    case .text:
      let text = JournalText(styling: console.styling)
      console.result(text.line(for: found, counts: counts, isCancel: entries.contains(where: \.isCancel)) + "\n")
      for entry in entries where !console.isOutputClosed { console.result(text.line(for: entry) + "\n") }
    }
  }
}
