package import ArgumentParser
import Journaling
import Reporting

/// `writ state check`: what can be seen of a state.
package struct StateCheckCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a state, and show what it holds and what its database promises.",
    discussion: """
      A file is read for damage. A server is asked for its version, its history and the standbys that it waits for.

      Example: writ state check --state postgres://db.internal/access
      """)

  @OptionGroup var output: FormatOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints what was seen. Throws where there is no state, or it cannot be used.
  package func run(in environment: Environment, console: Console) async throws {
    let location = try global.stateLocation(in: environment)
    guard let report = try await StateReport.of(location, environment: environment.variables) else {
      throw CommandError(
        .usage, "there is no state at \(location)", hint: "the first apply makes it, and so does writ state init")
    }
    switch output.format {
    case .json: console.result(StateText.json(report).document + "\n")
    case .text: console.result(StateText.text(report))
    }
    if let server = report.server, !server.mayWrite {
      console.warn("the role may not write the tables: it can plan and read the journal, and not apply")
    }
  }
}
