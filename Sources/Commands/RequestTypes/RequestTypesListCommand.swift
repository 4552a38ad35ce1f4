package import ArgumentParser
import Model
import Reporting

/// `writ request-types list`
package struct RequestTypesListCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the org's request types.",
    discussion: """
      Each line names the request type, its status, its id, and what it is for, sorted by name. The org takes requests of \
      ACTIVE ones only.

      Example: writ request-types list
      """)

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup var output: FormatOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints the org's request types. Throws where the org does not show them.
  package func run(in environment: Environment, console: Console) async throws {
    let types = try await OrgSession.with(
      connection, rates: .defaults(), state: global.stateLocation(in: environment), in: environment
    ) { session in
      try await OrgCatalog(reader: session.reader).requestTypes().types
    }
    switch output.format {
    case .json: console.result(RequestTypeJSON.list(types).document + "\n")
    case .text:
      console.result(RequestTypeText(styling: console.styling, width: console.resultWidth).list(types))
      if types.isEmpty { console.note("the org shows no request types to this token") }
    }
  }
}
