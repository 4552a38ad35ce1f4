import OktaWire
import Model

/// A token and how it is presented. It prints as `SSWS …`, `Bearer …` or `DPoP …`: no text of it ever shows the token.
package struct Credentials: Hashable, Sendable {
  /// The `Authorization` schemes.
  package enum Scheme: String, Hashable, Sendable, CaseIterable {
    /// An API token.
    case ssws = "SSWS"
    /// An OAuth 2.0 access token (RFC 6750, section 2.1).
    case bearer = "Bearer"
    /// An access token bound to a key, which each call proves to have (RFC 9449, section 7.1).
    case dpop = "DPoP"
  }

  /// How the token is presented.
  package let scheme: Scheme
  /// The scopes that the org granted with the token; `nil` where it did not say.
  package let scopes: [String]?
  private let token: String

  /// Takes visible ASCII only: anything else could not stand in a header. Quotes around it are not part of a token
  /// (RFC 6750, section 2.1) and left out.
  package init(_ scheme: Scheme, token: String, scopes: [String]? = nil) throws(TokenError) {
    let token = token.unquoted
    guard !token.isEmpty else { throw .empty }
    for other in Scheme.allCases where token.lowercased().hasPrefix(other.rawValue.lowercased() + " ") {
      throw .schemeWritten(other)
    }
    guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .unsendable }
    self.scheme = scheme
    self.token = token
    self.scopes = scopes
  }

  /// The value of the `Authorization` header: a secret.
  var authorization: String { "\(scheme.rawValue) \(token)" }

  /// A new proof for one attempt of a call with this token; `nil` where its scheme asks for none.
  func proof(of method: String, _ url: String, by proofs: DPoPProofSigner) throws -> String? {
    scheme == .dpop ? try proofs.proof(of: method, url, token: token, for: .resource) : nil
  }
}

extension Credentials: Redacted {
  package var description: String { "\(scheme.rawValue) …" }
}

/// Why a text is not a valid token; none of these shows it.
package enum TokenError: Error, Hashable, Sendable {
  /// Nothing but white space or quotes.
  case empty
  /// The token begins with the name of a scheme.
  case schemeWritten(Credentials.Scheme)
  /// It has a character that a header cannot carry.
  case unsendable

  /// What is wrong, and what to give instead.
  package var text: String {
    switch self {
    case .empty: "the token is empty"
    case .schemeWritten(let scheme): "the token begins with \"\(scheme.rawValue) \"; give the token alone"
    case .unsendable: "the token holds white space or a character that no header can carry; give the token alone"
    }
  }
}
