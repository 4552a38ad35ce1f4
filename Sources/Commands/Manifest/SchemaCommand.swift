package import ArgumentParser
import Manifests

/// `writ schema`: the JSON Schemas of what Writ reads and writes.
package struct SchemaCommand: WritCommand {
  /// The schemas there are.
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case manifest
  }

  package static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of manifests.",
    discussion: """
      Editors complete and check manifests with it.

      Example: writ schema manifest > manifest.schema.json
      """)

  @Argument(help: "Which schema to print.")
  var name: Name = .manifest

  @OptionGroup package var global: GlobalOptions

  package init() {}

  /// Prints the schema to standard output.
  package func run(in environment: Environment, console: Console) async throws {
    switch name {
    case .manifest: console.result(ManifestSchema.text)
    }
  }
}
