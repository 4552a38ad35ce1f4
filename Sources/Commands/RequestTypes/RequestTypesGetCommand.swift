package import ArgumentParser
import Model
import Reporting

/// `writ request-types get`
package struct RequestTypesGetCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Show request types with their questions.",
    discussion: """
      For each question it shows the type of the answer, whether it is required, its field's id, and the options of a choice.

      Example: writ request-types get salesforce
      """)

  @Argument(
    help: ArgumentHelp("Names or ids of request types, as printed by writ request-types list.", valueName: "name"))
  var names: [String]

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup var output: FormatOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints the named request types. Throws where the org does not have one of them, or has several of a name.
  package func run(in environment: Environment, console: Console) async throws {
    let types = try await OrgSession.with(
      connection, rates: .defaults(), state: global.stateLocation(in: environment), in: environment
    ) { session in
      try await OrgCatalog(reader: session.reader).requestTypes(named: names)
    }
    switch output.format {
    case .json: console.result(RequestTypeJSON.detail(types).document + "\n")
    case .text:
      let text = RequestTypeText(styling: console.styling, width: console.resultWidth)
      console.result(types.map(text.detail).joined(separator: "\n"))
    }
  }
}
