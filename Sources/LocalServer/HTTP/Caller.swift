import RequestModel

/// Who makes a call, and what the token lets them do.
struct Caller: Hashable, Sendable {
  /// The user in whose name the call is done.
  var user: String
  /// What an access token was granted; `nil` for a token that may do whatever its user may, as API tokens do.
  var scopes: Set<String>?

  /// Whoever asks for what everybody may have.
  static let anybody = Caller(user: "", scopes: [])

  func mayUse(_ access: Access) -> Bool {
    guard case .scope(let scope) = access, let scopes else { return true }
    return scopes.contains(scope.rawValue)
  }
}

/// Whom an operation answers.
enum Access: Hashable, Sendable {
  /// No token is asked for, nor looked at.
  case anybody
  /// Whoever has a token.
  case holder
  /// Whoever has an API token, or an access token that was granted the scope.
  case scope(OAuthScope)
}

/// Why it is not known who makes a call.
enum AuthenticationFailure: Error, Hashable, Sendable {
  /// No token, one in no form that Okta knows, or an API token that is none: 401 with an error body (contract example
  /// `InvalidApiToken`).
  case noToken
  case challenged(OAuthChallenge)
}
