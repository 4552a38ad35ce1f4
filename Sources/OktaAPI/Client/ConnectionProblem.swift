/// What keeps settings from naming an org and credentials.
package enum ConnectionProblem: Error, Hashable, Sendable {
  case noOrgURL
  case orgURL(OrgURLProblem)
  case noToken
  case token(TokenProblem)
  case twoTokenFlags
  case modeNotSupported(String)
  case unknownMode(String)
  case timeLimit(String)

  /// What is missing or wrong, and how to give it; never a secret.
  package var text: String {
    switch self {
    case .noOrgURL:
      "no org URL; give it with --org-url, OKTA_CLIENT_ORGURL, or orgUrl under okta.client in ~/.okta/okta.yaml"
    case .orgURL(let problem): problem.text
    case .noToken:
      "no token; give it with --token-file, --token-command, OKTA_CLIENT_TOKEN, "
        + "or token under okta.client in ~/.okta/okta.yaml"
    case .token(let problem): problem.text
    case .twoTokenFlags: "--token-file and --token-command exclude each other; give one of them"
    case .modeNotSupported(let mode):
      "authorization mode \(mode) is not supported yet; get an access token with other means, "
        + "hand it over with --token-command, and set OKTA_CLIENT_AUTHORIZATIONMODE=Bearer"
    case .unknownMode(let mode):
      "unknown authorization mode \"\(mode)\"; set OKTA_CLIENT_AUTHORIZATIONMODE to SSWS or Bearer"
    case .timeLimit(let text):
      "request time-out \"\(text)\" is not a whole number of seconds up to 3600; set OKTA_CLIENT_REQUESTTIMEOUT"
    }
  }
}

/// Everything that is wrong with the settings at once.
package struct ConnectionProblems: Error, Hashable, Sendable {
  /// At least one.
  package var list: [ConnectionProblem]

  package init(list: [ConnectionProblem]) {
    self.list = list
  }

  /// A line for each problem.
  package var text: String { list.map(\.text).joined(separator: "\n") }
}
