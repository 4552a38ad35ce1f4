package import ArgumentParser
import OktaClient
import OktaWire
import Model

/// `writ requests get`: one request in full.
package struct RequestsGetCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Show one access request in full.",
    discussion: "Example: writ requests get 60d3d1b9ef6fd1001c1f5e2a")

  @Argument(help: "The id of the request.")
  var id: String

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  package init() {}

  package func validate() throws {
    if id.isEmpty { throw ValidationError("The id of the request is empty") }
  }

  /// Prints the request as the org sends it. Throws where the reply is not that request.
  package func run(in environment: Environment, console: Console) async throws {
    try await SingleCall.with(
      connection, state: try global.stateLocation(in: environment), in: environment, console: console
    ) { calls in
      let reply = try await calls.send(.retrieveRequest(id), as: .retrieveRequest)
      guard let body = try? WireJSON.decode(RequestBody.self, from: reply.body) else {
        throw CommandError(.failure, "the org's reply is not a request")
      }
      // A cache or a mixed-up connection may answer with another request.
      guard body.id.lowercased() == id.lowercased() else {
        throw CommandError(.failure, "the org's reply names request \(body.id), expected \(id)")
      }
      console.result(reply)
    }
  }
}
