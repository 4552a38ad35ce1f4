package import OktaWire

/// What keeps settings from naming an org and credentials.
package indirect enum ConnectionProblem: Hashable, Sendable {
  /// A problem of the value that stands at a place: a variable, or file, line and column.
  case at(String, ConnectionProblem)
  /// No place names an org.
  case noOrgURL
  /// The URL is not one of an org.
  case orgURL(OrgURLError)
  /// No place holds a token.
  case noToken
  /// The token cannot be sent.
  case token(TokenError)
  /// Two flags name a token.
  case twoTokenFlags
  /// Not one of the authorization modes of the official tools.
  case unknownMode(String)
  /// The folder's file names an org, and the credentials are another file's.
  case foreignOrg
  /// The Terraform provider's variables hold credentials, and another place names another org than theirs.
  case foreignTerraform
  /// A service app without its id.
  case noClientID
  /// A service app without a key.
  case noPrivateKey
  /// Neither a key nor a file.
  case noSuchKey
  /// The path of a file that cannot be read.
  case noKeyFile(String)
  /// The key cannot be used.
  case key(KeyError)
  /// Not a signed token.
  case noAssertion
  /// What was to be seconds, and the text.
  case seconds(String, String)
  /// What is neither true nor false.
  case bool(String)
  /// A proxy with a port or a user, and no host.
  case noProxyHost
  /// A proxy without a port.
  case noProxyPort
  /// Not a host.
  case proxyHost
  /// Not a port.
  case proxyPort(String)
  /// A proxy URL that cannot be used.
  case proxy(ProxyError)
  /// The path in `SSL_CERT_FILE`.
  case trustFile(String)
  /// The paths in `SSL_CERT_DIR`.
  case trustFolder(String)

  /// What is missing or wrong, and how to set it; never a secret.
  package var text: String {
    switch self {
    case .at(let place, let problem): "\(place): \(problem.text)"
    case .noOrgURL: "no org URL; set OKTA_CLIENT_ORGURL, or orgUrl under okta.client in ~/.okta/okta.yaml"
    case .orgURL(let problem): problem.text
    case .noToken: "no token; set OKTA_CLIENT_TOKEN, or token under okta.client in ~/.okta/okta.yaml"
    case .token(let problem): problem.text
    case .twoTokenFlags: "the token is given twice"
    case .unknownMode(let mode):
      "unknown authorization mode \"\(mode)\"; write SSWS, Bearer, PrivateKey, JWT or JWK"
    case .foreignOrg:
      "the org is set by a file in this directory; credentials from ~/.okta/okta.yaml are not sent to a different org; "
        + "if that org is intended, set OKTA_CLIENT_ORGURL"
    case .foreignTerraform:
      "the org is not OKTA_ORG_NAME's, whose credentials are not sent there; set the credentials with OKTA_CLIENT_… "
        + "variables"
    case .noClientID: "no client id; give it with OKTA_CLIENT_CLIENTID, or clientId under okta.client in okta.yaml"
    case .noPrivateKey:
      "no private key; give it, or the path of its file, with OKTA_CLIENT_PRIVATEKEY, "
        + "or privateKey under okta.client in okta.yaml"
    case .noSuchKey: "this is neither a key (PEM or JWK) nor the path of a file that can be read"
    case .noKeyFile(let path): "there is no key file \(path) that can be read; check the path"
    case .key(let problem): "the private key \(problem.text)"
    case .noAssertion: "this is not a signed token (JWT) with a subject"
    case .seconds(let name, let text): "\(name) \"\(text)\" is not a whole number of seconds up to 3600"
    case .bool(let text): "\"\(text)\" is neither true nor false"
    case .noProxyHost: "the proxy has no host; give it with OKTA_CLIENT_PROXY_HOST or proxy.host in okta.yaml"
    case .noProxyPort: "the proxy has no port; give it with OKTA_CLIENT_PROXY_PORT or proxy.port in okta.yaml"
    case .proxyHost: "the proxy's host is not a host name or an address"
    case .proxyPort(let text): "the proxy's port \"\(text)\" is not a number from 1 to 65535"
    case .proxy(let problem): problem.text
    case .trustFile(let path): "\(path) is not a readable PEM file of CA certificates"
    case .trustFolder(let path): "\(path) holds no readable PEM file of CA certificates"
    }
  }
}
