import ArgumentParser
package import OktaClient
import Reporting
import Model
import Throttling

/// Which org to talk to, and where its token comes from. None of these options carries a secret.
package struct ConnectionOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The org, such as https://example.okta.com. (default: the variable OKTA_CLIENT_ORGURL)", valueName: "url"))
  var orgURL: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A file whose first line is the token. (default: the variable OKTA_CLIENT_TOKEN)", valueName: "path"),
    transform: PathText.expanded)
  var tokenFile: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A shell command that prints the token, for example from a password manager.", valueName: "command"))
  var tokenCommand: String?

  package init() {}

  /// Flags win over the environment, which wins over the files of the official tools.
  package func settings(in environment: Environment) throws -> ConnectionSettings {
    let flags = ConnectionSettings.Flags(
      orgURL: orgURL.map { RawSetting($0, at: "--org-url") }, tokenFile: tokenFile, tokenCommand: tokenCommand)
    let isOrgNamed =
      orgURL != nil || ["OKTA_CLIENT_ORGURL", "OKTA_ORG_NAME"].contains { environment.variable($0) != nil }
    let file = try ConnectionFile(in: environment, isOrgNamed: isOrgNamed)
    if let remark = file.passedOver { environment.detail(remark) }
    let settings: ConnectionSettings
    do throws(ConnectionSettingsError) {
      settings = try ConnectionSettings.resolve(flags: flags, environment: environment.variables, files: file.layers)
    } catch {
      guard let remark = file.passedOver else { throw error }
      throw CommandError(.usage, "\(error.textWithFlags)\n\(remark)")
    }
    for remark in settings.remarks { environment.detail(remark) }
    if let warning = ConnectionFile.warning(in: environment) {
      environment.standardError.write("warning: \(warning.terminalSafe)\n")
    }
    return settings
  }
}

extension OrgClient {
  /// A client as the settings say; who opens it closes it.
  convenience init(_ settings: ConnectionSettings, connections: Int, in environment: Environment) {
    let time = environment.time
    self.init(
      org: settings.org, credentials: settings.credentials,
      options: Options(
        connections: connections, timeout: settings.timeout, network: settings.network, version: WritVersion.text),
      dependencies: ClientDependencies(
        date: time.date, elapsed: time.now, random: environment.random, sleep: { try await Task.sleep(for: $0) },
        log: environment.detail))
  }
}
