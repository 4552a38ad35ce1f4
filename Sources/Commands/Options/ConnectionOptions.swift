package import ArgumentParser
package import OktaAPI

/// Which org to talk to, and where its token comes from. None of these options carries a secret.
package struct ConnectionOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The org, such as https://example.okta.com. (default: the variable OKTA_CLIENT_ORGURL)", valueName: "url"))
  package var orgURL: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A file whose first line is the token. (default: the variable OKTA_CLIENT_TOKEN)", valueName: "path"))
  package var tokenFile: String?

  @Option(
    name: .long,
    help: ArgumentHelp("A shell command that prints the token, such as one of a password store.", valueName: "command"))
  package var tokenCommand: String?

  package init() {}

  /// Flags win over the environment, which wins over `~/.okta/okta.yaml`.
  package func settings(in environment: Environment) throws -> ConnectionSettings {
    try ConnectionSettings.resolve(
      flags: ConnectionSettings.Flags(orgURL: orgURL, tokenFile: tokenFile, tokenCommand: tokenCommand),
      environment: environment.variables, fileValues: try ConnectionFile.values(in: environment))
  }

  /// A client for the org; who opens it closes it.
  package func client(in environment: Environment, connections: Int) throws -> OktaClient {
    let settings = try settings(in: environment)
    return OktaClient(
      org: settings.org, credentials: settings.credentials,
      options: OktaClient.Options(
        connections: connections, timeLimit: settings.timeLimit, version: WritVersion.text))
  }
}
