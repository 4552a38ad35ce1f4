package import ArgumentParser

/// `writ state`: what a state is kept in.
package struct StateCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Make, check and move a state, in a file or in PostgreSQL.",
    subcommands: [
      StateInitCommand.self, StateCheckCommand.self, StateExportCommand.self, StateImportCommand.self,
      StateAdoptCommand.self,
    ])

  package init() {}
}
