package import ArgumentParser

/// `writ auth`: what the credentials are good for.
package struct AuthCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "auth",
    abstract: "Check the connection to the org.",
    subcommands: [AuthCheckCommand.self])

  package init() {}
}
