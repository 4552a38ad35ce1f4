package import ArgumentParser
import Foundation
import OktaClient
import Model

/// `writ requests message`: adds one message, each time it is run.
package struct RequestsMessageCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "message",
    abstract: "Add one message to an access request (not idempotent).",
    discussion: """
      The API returns no body, and messages cannot be read later.

      Example: writ requests message 60d3d1b9ef6fd1001c1f5e2a --message 'Approved by phone'
      """)

  @Argument(help: "The id of the request.")
  var id: String

  @Option(
    name: .long, help: ArgumentHelp("The message, up to 5,000 characters, or - for standard input.", valueName: "text"))
  var message: String

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  /// `true`: it sends a message.
  package var changesThings: Bool { true }

  package init() {}

  package func validate() throws {
    if id.isEmpty { throw ValidationError("The id of the request is empty") }
  }

  /// Sends the message once and prints the reply. Throws the exit status `.rejected` where the org refuses it, and
  /// `.ambiguous` where it may have been processed.
  package func run(in environment: Environment, console: Console) async throws {
    let text = message == "-" ? try standardInput(environment) : message
    try await SingleCall.with(
      connection, state: try global.stateLocation(in: environment), in: environment, console: console
    ) { calls in
      console.result(try await calls.write(.sendMessage(text, to: id), as: .sendMessage))
      console.note("message sent to request \(id)")
    }
  }

  /// The text that came in, without the line end that a shell appends.
  private func standardInput(_ environment: Environment) throws(CommandError) -> String {
    guard let text = String(data: try environment.readStandardInput(), encoding: .utf8) else {
      throw CommandError(.usage, "standard input is not UTF-8 text")
    }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
