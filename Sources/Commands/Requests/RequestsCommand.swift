package import ArgumentParser

/// `writ requests`: the API's own operations.
package struct RequestsCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "requests",
    abstract: "Make single calls to the Access Requests API and print its JSON.",
    discussion: """
      One call each, sent once: nothing is planned and nothing is recorded.

      Example: writ requests list --filter 'requestStatus eq "OPEN"'
      """,
    subcommands: [
      RequestsListCommand.self, RequestsGetCommand.self, RequestsCreateCommand.self, RequestsMessageCommand.self,
    ])

  package init() {}
}
