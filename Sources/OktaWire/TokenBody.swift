/// An access token as the token endpoint gives it (RFC 6749, section 5.1).
package struct TokenBody: Hashable, Sendable, Codable {
  /// `Bearer` or `DPoP`.
  package var tokenType: String
  package var accessToken: String
  /// Seconds.
  package var expiresIn: Int?
  /// Names with blanks between.
  package var scope: String?

  package init(tokenType: String, accessToken: String, expiresIn: Int?, scope: String?) {
    self.tokenType = tokenType
    self.accessToken = accessToken
    self.expiresIn = expiresIn
    self.scope = scope
  }

  private enum CodingKeys: String, CodingKey {
    case tokenType = "token_type"
    case accessToken = "access_token"
    case expiresIn = "expires_in"
    case scope
  }
}

/// OAuth's way to say no: in a body (RFC 6749, section 5.2) or in `WWW-Authenticate` (RFC 6750, section 3).
package struct OAuthErrorBody: Hashable, Sendable, Codable {
  package var error: String
  package var description: String?

  package init(error: String, description: String?) {
    self.error = error
    self.description = description
  }

  private enum CodingKeys: String, CodingKey {
    case error
    case description = "error_description"
  }
}
