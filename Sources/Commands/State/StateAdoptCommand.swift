package import ArgumentParser
import Journaling

/// `writ state adopt`: a copied or restored database is the state from now on.
package struct StateAdoptCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Accept that a state is on another server now, such as a restored copy.",
    discussion: """
      Runs refuse a database that was copied to another server: two copies of one journal would each send what the other has \
      sent. Use this once no run uses the former one any more.

      Example: writ state adopt --state postgres://db2.internal/access
      """)

  @OptionGroup package var global: GlobalOptions

  /// `true`: it changes the state.
  package var changesThings: Bool { true }

  package init() {}

  /// Records the server. Throws where the state is a file, or cannot be used.
  package func run(in environment: Environment, console: Console) async throws {
    let location = try global.stateLocation(in: environment)
    guard case .postgreSQL(let url) = location else {
      throw CommandError(.usage, "the state \(location) is a file, and needs no adopting")
    }
    let server = try await StateStore.adopt(url, environment: environment.variables)
    console.note("the state \(location) belongs to server \(server.systemIdentifier.map(String.init) ?? "unknown") now")
  }
}
