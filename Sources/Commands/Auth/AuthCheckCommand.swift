package import ArgumentParser
import OktaClient
import Reporting

/// `writ auth check`
package struct AuthCheckCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Show the authenticated identity, its permissions and rate limits.",
    discussion: """
      Makes a handful of calls and changes nothing: it lists one request, one user and one group, asks for a request \
      that does not exist, and sends a create without content, which the org can only refuse: as invalid where creating \
      is allowed, as forbidden where it is not. Ends with status 8 where anything is refused that every manifest needs, and \
      with 1 if the result is inconclusive.

      Example: writ auth check --format json
      """)

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup var output: FormatOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints what the credentials may do. Throws the exit status `.unauthorized` where a call is refused that every manifest
  /// needs, `.failure` where the result is inconclusive, and the failure itself where there is nothing to report.
  package func run(in environment: Environment, console: Console) async throws {
    var report: AuthReport?
    try await SingleCall.with(
      connection, state: try global.stateLocation(in: environment), in: environment, console: console
    ) { calls in
      report = try await AuthProbe(calls: calls).report()
    }
    guard let report else { return }
    switch output.format {
    case .json: console.result(AuthJSON.document(report).document + "\n")
    case .text: console.result(AuthText(styling: console.styling).text(report))
    }
    if !report.isUsable { throw CommandError.exit(report.isRefused ? .unauthorized : .failure) }
  }
}
