package import OktaWire
import Model

/// An OAuth 2.0 service app: it proves with a signed assertion who it is (RFC 7523, section 2.2), and gets an access token
/// for an hour.
package struct ServiceApp: Hashable, Sendable {
  /// Where its assertions come from.
  package enum Authentication: Hashable, Sendable {
    /// A private key and the `kid` under which the org knows its public part.
    case key(SigningKey, id: String?)
    /// One that was signed elsewhere; the org may take it only once.
    case assertion(ExternalAssertion)
  }

  /// The id under which the org knows the app.
  package var clientID: String
  /// How the app proves who it is.
  package var authentication: Authentication
  /// What the token is to be good for.
  package var scopes: [String]
  /// Whether to bind the token to a key from the first call on (RFC 9449). Without it, Writ does so when the org asks.
  package var usesDPoP: Bool

  package init(clientID: String, authentication: Authentication, scopes: [String], usesDPoP: Bool) {
    self.clientID = clientID
    self.authentication = authentication
    self.scopes = scopes
    self.usesDPoP = usesDPoP
  }

  /// What Writ's commands need for requests, for settings that name no scopes.
  package static let defaultScopes = [OAuthScope.accessRequestsRead, .accessRequestsManage].map(\.rawValue)
}

/// A client assertion that was signed elsewhere: a secret until it expires.
package struct ExternalAssertion: Hashable, Sendable {
  let text: String
  /// Who it speaks for (`sub`).
  package let subject: String

  /// `nil` where the text is not a signed token with a subject.
  package init?(_ text: String) {
    guard let token = SignedToken(text), let claims = try? WireJSON.decode(Claims.self, from: token.payload) else {
      return nil
    }
    self.text = text
    subject = claims.sub
  }

  private struct Claims: Decodable {
    var sub: String
  }
}

extension ExternalAssertion: Redacted {
  package var description: String { "assertion for \(subject)" }
}
