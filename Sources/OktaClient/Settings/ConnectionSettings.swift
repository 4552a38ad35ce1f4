import Foundation
package import OktaWire

/// How to reach an org, put together from flags, environment and okta.yaml files.
package struct ConnectionSettings: Hashable, Sendable {
  /// The flags of the command line; none of them carries a secret.
  package struct Flags: Hashable, Sendable {
    /// `--org-url`
    package var orgURL: RawSetting?
    /// `--token-file`
    package var tokenFile: String?
    /// `--token-command`
    package var tokenCommand: String?

    package init(orgURL: RawSetting? = nil, tokenFile: String? = nil, tokenCommand: String? = nil) {
      self.orgURL = orgURL
      self.tokenFile = tokenFile
      self.tokenCommand = tokenCommand
    }
  }

  /// Where the org is.
  package var org: OrgURL
  /// How to prove who we are.
  package var credentials: CredentialSource
  /// `OKTA_CLIENT_REQUESTTIMEOUT`, where it is set.
  package var requestTimeout: Duration?
  /// The way to the org.
  package var network: NetworkSettings
  /// What is set and not used, and why; for `--verbose`.
  package var remarks: [String]

  /// For one call; 60 seconds where no request time-out is set.
  package var timeout: Duration { requestTimeout ?? .seconds(60) }

  /// A flag wins over the environment (`OKTA_CLIENT_…`, then the Terraform provider's variables), which wins over
  /// `files`, of which the first wins. Throws every problem at once. `read` gives the text of a file, `list` the names in
  /// a folder.
  package static func resolve(
    flags: Flags, environment: [String: String], files: [SettingsLayer],
    read: (_ path: String) throws -> String = SettingsText.read,
    list: (_ folder: String) throws -> [String] = FileManager.default.contentsOfDirectory(atPath:)
  ) throws(ConnectionSettingsError) -> ConnectionSettings {
    var settings = LayeredSettings(layers: [.environment(environment), .terraform(environment)] + files)
    if let url = flags.orgURL { settings = settings.with(orgURL: url) }
    settings = settings.limitingTerraform(hasFlag: flags.tokenFile != nil || flags.tokenCommand != nil)
    if let url = flags.orgURL, url.text.isBlank {
      settings.addProblem(.orgURL(.empty), at: url)
    }
    let org = settings.org()
    let credentials = settings.credentials(flags, home: environment["HOME"], read)
    let requestTimeout = settings.seconds(.requestTimeout, named: "request time-out")
    let connectTimeout = settings.seconds(.connectionTimeout, named: "connection time-out") ?? .seconds(10)
    let proxy = settings.proxy(to: org, environment)
    let trusted = settings.trustedCertificates(environment, read, list)
    guard let org, let credentials, settings.problems.isEmpty else { throw ConnectionSettingsError(settings.problems) }
    return ConnectionSettings(
      org: org, credentials: credentials, requestTimeout: requestTimeout,
      network: NetworkSettings(proxy: proxy, trustedCertificates: trusted, connectTimeout: connectTimeout),
      remarks: settings.unused(environment))
  }
}

extension LayeredSettings {
  /// With a flag before all layers.
  fileprivate func with(orgURL: RawSetting) -> LayeredSettings {
    LayeredSettings(layers: [SettingsLayer(.environment, values: [Setting.orgURL.keys[0]: orgURL])] + layers)
  }

  fileprivate mutating func org() -> OrgURL? {
    guard let value = value(.orgURL) else {
      addProblem(.noOrgURL)
      return nil
    }
    do throws(OrgURLError) {
      return try OrgURL(value.text)
    } catch {
      addProblem(.orgURL(error), at: value)
      return nil
    }
  }
}
