import Model

/// The text of a setting, and where it was found.
package struct RawSetting: Hashable, Sendable {
  /// It may be a secret.
  package var text: String
  /// Where it stands, such as `OKTA_CLIENT_TOKEN` or `okta.yaml:3:12`.
  package var place: String

  package init(_ text: String, at place: String) {
    self.text = text
    self.place = place
  }
}

extension RawSetting: Redacted {
  package var description: String { "value at \(place)" }
}

/// One of the places that hold settings: of two layers the earlier wins, setting by setting.
package struct SettingsLayer: Hashable, Sendable {
  /// Which place it is.
  package enum Kind: Hashable, Sendable {
    /// The variables `OKTA_CLIENT_…`.
    case environment
    /// The variables of Okta's Terraform provider.
    case terraform
    /// `.okta.yaml` or `okta.yaml` of the current folder.
    case project
    /// `~/.okta/okta.yaml`.
    case home
  }

  /// Which place it is.
  package var kind: Kind
  /// By the setting's first key under `okta.client`, nested ones with a dot between, such as `proxy.host`.
  package var values: [String: RawSetting]

  /// `values` with the keys as they stand in a file.
  package init(_ kind: Kind, values: [String: RawSetting]) {
    self.kind = kind
    self.values = values
  }
}

/// What can be set, with all names that the official tools have for it.
struct Setting: Sendable {
  /// Under `okta.client` of a file; the first is its name here.
  let keys: [String]
  /// Behind `OKTA_CLIENT_`.
  let variables: [String]

  static let orgURL = Setting(keys: ["orgUrl"], variables: ["ORGURL"])
  static let token = Setting(keys: ["token"], variables: ["TOKEN"])
  static let mode = Setting(keys: ["authorizationMode"], variables: ["AUTHORIZATIONMODE"])
  static let clientID = Setting(keys: ["clientId"], variables: ["CLIENTID"])
  static let assertion = Setting(keys: ["clientAssertion"], variables: ["CLIENTASSERTION"])
  static let scopes = Setting(keys: ["scopes"], variables: ["SCOPES"])
  static let privateKey = Setting(keys: ["privateKey"], variables: ["PRIVATEKEY"])
  static let keyID = Setting(keys: ["privateKeyId", "keyId", "kid"], variables: ["PRIVATEKEYID", "KEYID", "KID"])
  static let jwk = Setting(keys: ["jwk"], variables: ["JWK"])
  static let dpop = Setting(keys: ["dpopEnabled", "dpop"], variables: ["DPOP", "DPOPENABLED"])
  static let connectionTimeout = Setting(
    keys: ["connectionTimeout"], variables: ["CONNECTIONTIMEOUT", "CONNECTION_TIMEOUT"])
  static let requestTimeout = Setting(keys: ["requestTimeout"], variables: ["REQUESTTIMEOUT", "REQUEST_TIMEOUT"])
  static let maxRetries = Setting(
    keys: ["rateLimit.maxRetries"], variables: ["RATELIMIT_MAXRETRIES", "RATE_LIMIT_MAX_RETRIES"])
  static let maxBackoff = Setting(
    keys: ["rateLimit.maxBackoff"], variables: ["RATELIMIT_MAXBACKOFF", "RATE_LIMIT_MAX_BACKOFF"])
  static let proxyHost = Setting(keys: ["proxy.host"], variables: ["PROXY_HOST"])
  static let proxyPort = Setting(keys: ["proxy.port"], variables: ["PROXY_PORT"])
  static let proxyUser = Setting(keys: ["proxy.username"], variables: ["PROXY_USERNAME"])
  static let proxyPassword = Setting(keys: ["proxy.password"], variables: ["PROXY_PASSWORD"])

  /// What proves who we are.
  static let secrets = [token, privateKey, jwk, assertion]

  static let all = [
    orgURL, token, mode, clientID, assertion, scopes, privateKey, keyID, jwk, dpop, connectionTimeout, requestTimeout,
    maxRetries, maxBackoff, proxyHost, proxyPort, proxyUser, proxyPassword,
  ]
}

extension SettingsLayer {
  /// The variables of the official SDKs.
  static func environment(_ variables: [String: String]) -> SettingsLayer {
    var values: [String: RawSetting] = [:]
    for setting in Setting.all {
      for name in setting.variables.map({ "OKTA_CLIENT_\($0)" }) where values[setting.keys[0]] == nil {
        if let text = variables[name], !text.isBlank { values[setting.keys[0]] = RawSetting(text, at: name) }
      }
    }
    return SettingsLayer(.environment, values: values)
  }

  /// The variables of Okta's Terraform provider, which names an org by `OKTA_ORG_NAME`; nothing without it.
  static func terraform(_ variables: [String: String]) -> SettingsLayer {
    var layer = SettingsLayer(.terraform, values: [:])
    guard let name = variables["OKTA_ORG_NAME"], !name.isBlank else { return layer }
    func take(_ variable: String, for setting: Setting, mode: String? = nil) {
      guard let text = variables[variable], !text.isBlank else { return }
      layer.values[setting.keys[0]] = RawSetting(text, at: variable)
      if let mode { layer.values[Setting.mode.keys[0]] = RawSetting(mode, at: variable) }
    }
    let base = variables["OKTA_BASE_URL"].flatMap { $0.isBlank ? nil : $0 } ?? "okta.com"
    layer.values[Setting.orgURL.keys[0]] = RawSetting(
      "https://\(name.trimmedBlanks).\(base.trimmedBlanks)", at: "OKTA_ORG_NAME")
    take("OKTA_API_CLIENT_ID", for: .clientID)
    take("OKTA_API_SCOPES", for: .scopes)
    take("OKTA_API_PRIVATE_KEY_ID", for: .keyID)
    // Of several credentials the last one counts here, as it does for the provider.
    take("OKTA_API_PRIVATE_KEY", for: .privateKey, mode: "PrivateKey")
    take("OKTA_API_TOKEN", for: .token, mode: "SSWS")
    take("OKTA_ACCESS_TOKEN", for: .token, mode: "Bearer")
    return layer
  }
}

extension String {
  var isBlank: Bool { allSatisfy(\.isWhitespace) }

  var trimmedBlanks: String {
    let start = drop(while: \.isWhitespace)
    return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
  }
}
