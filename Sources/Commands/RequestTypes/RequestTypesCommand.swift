package import ArgumentParser

/// `writ request-types`: what can be requested.
package struct RequestTypesCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "request-types",
    abstract: "Show what can be requested, and start a manifest from it.",
    subcommands: [RequestTypesListCommand.self, RequestTypesGetCommand.self, RequestTypesScaffoldCommand.self])

  package init() {}
}
