package import ArgumentParser
import Foundation
import Manifests
import Model
import Reporting

/// `writ request-types scaffold`
package struct RequestTypesScaffoldCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "scaffold",
    abstract: "Print a manifest to start from.",
    discussion: """
      The manifest names the request types and their questions, and has an entry for each to fill in. It is valid as it \
      is; optional answers are commented out.

      With --table each entry is repeated for the rows of a CSV file, by the names in its first row.

      Examples:
        writ request-types scaffold salesforce > salesforce.yaml
        writ request-types scaffold salesforce vpn --table hires.csv > hires.yaml
      """)

  @Argument(
    help: ArgumentHelp("Names or ids of request types, as printed by writ request-types list.", valueName: "name"))
  var names: [String]

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A CSV file with the people, and perhaps answers. The manifest calls the table after the file, or by a name before it.",
      valueName: "[name=]file"))
  var table: String?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  package init() {}

  /// Prints the manifest. Throws where the org does not have one of the request types, or has several of a name.
  package func run(in environment: Environment, console: Console) async throws {
    let table = try table.map { try scaffoldTable($0, console) }
    let types = try await OrgSession.with(
      connection, rates: .defaults(), state: global.stateLocation(in: environment), in: environment
    ) { session in
      try await OrgCatalog(reader: session.reader).requestTypes(named: names)
    }
    console.result(ScaffoldManifest.text(types, table: table))
    for type in types where type.status != "ACTIVE" {
      console.note("request type \"\(type.name)\" is \(type.status): the org takes requests of it once it is published")
    }
  }

  private func scaffoldTable(_ written: String, _ console: Console) throws -> ScaffoldTable {
    // A file may have such a name itself.
    let named = FileManager.default.fileExists(atPath: written) ? nil : TableReplacement(argument: written)
    let path = named?.path ?? PathText.expanded(written)
    guard path != "-" else {
      throw CommandError(.usage, "--table of scaffold needs a file: the manifest names it")
    }
    let columns = try TableColumns(ofFileAt: path)
    if let table = ScaffoldTable(file: path, name: named?.name, columns: columns.names) { return table }
    let text = FindingsText(styling: console.stderrStyling, width: console.stderrWidth)
    console.message(text.text(columns.diagnostics, in: [columns.source], leftOut: 0))
    throw columns.diagnostics.isEmpty
      ? CommandError(
        .invalidManifest, "\(path) has no columns to start from", hint: "write a header row with the columns' names")
      : CommandError(
        .invalidManifest, "\(path) cannot be read as a table (listed above)", diagnostics: columns.diagnostics)
  }
}
