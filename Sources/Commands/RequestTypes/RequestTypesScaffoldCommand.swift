package import ArgumentParser
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

      Example: writ request-types scaffold salesforce > salesforce.yaml
      """)

  @Argument(
    help: ArgumentHelp("Names or ids of request types, as printed by writ request-types list.", valueName: "name"))
  var names: [String]

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  package init() {}

  /// Prints the manifest. Throws where the org does not have one of the request types, or has several of a name.
  package func run(in environment: Environment, console: Console) async throws {
    let types = try await OrgSession.with(
      connection, rates: .defaults(), state: global.stateLocation(in: environment), in: environment
    ) { session in
      try await OrgCatalog(reader: session.reader).requestTypes(named: names)
    }
    console.result(ScaffoldManifest.text(types))
    for type in types where type.status != "ACTIVE" {
      console.note("request type \"\(type.name)\" is \(type.status): the org takes requests of it once it is published")
    }
  }
}
