import Applying
package import ArgumentParser
import Foundation
import Journaling
import Model
import Reporting

/// `writ export`: what the org has, as a manifest.
package struct ExportCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print existing requests as a manifest.",
    discussion: """
      Reads the org's list of requests and prints a manifest that declares them: grouped by request type and subject, people \
      by login, with the ids of users and requests as comments. A plan of it changes nothing. What a manifest cannot hold is \
      counted in comments at its end. Messages cannot be read, and answers are left out unless --fields retrieves them.

      Example: writ export --type salesforce > salesforce.yaml
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only requests that match: requestStatus eq \"OPEN\", lastUpdated gt \"2026-11-01T00:00:00Z\", or both with and.",
      valueName: "expression"))
  var filter: String?

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp("Only requests of this type, by its name or id (repeatable).", valueName: "name"))
  var type: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only requests that were created then or later: a day such as 2026-11-01, or a date and a time.",
      valueName: "time"))
  var since: String?

  @Flag(name: .long, help: "Retrieve the answers to the questions of request types: one call for each request.")
  var fields = false

  @Flag(name: .long, help: "Name people by their ids: saves one call for thirty people.")
  var ids = false

  @OptionGroup(title: "Rate limits") var rates: RateOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  package init() {}

  package func validate() throws { _ = try requestFilter() }

  /// Prints the manifest. Throws where the org's list cannot be read, or a request type is not known.
  package func run(in environment: Environment, console: Console) async throws {
    let state = try global.stateLocation(in: environment)
    let filter = try requestFilter()
    let interruption = await Interruption(console: console)
    defer { interruption.end() }
    try await OrgSession.with(connection, rates: rates, state: state, in: environment) { session in
      let workflow = Workflow(
        session: session, console: console, environment: environment, options: .forStatus(ignoresCache: false),
        reconnection: global.reconnection(console))
      let run = ExportRun(workflow: workflow, typeNames: type, findsUsers: !ids, findsAnswers: fields)
      try await run.print(filter, state: state)
    }
  }

  private func requestFilter() throws -> RequestFilter {
    var found = RequestFilter()
    if let filter, !found.add(expression: filter) {
      throw ValidationError(
        "--filter takes requestStatus eq \"OPEN\", lastUpdated gt \"2026-11-01T00:00:00Z\", or both with and between them"
      )
    }
    if let since {
      guard let moment = RequestFilter.moment(since) else {
        throw ValidationError("--since takes a day such as 2026-11-01, or 2026-11-01T08:00:00Z, not \(since)")
      }
      found.createdSince = moment
    }
    return found
  }
}
