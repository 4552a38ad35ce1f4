/// A token and how it is presented. It prints as `SSWS …` or `Bearer …`: no text of it ever shows the token.
package struct Credentials: Hashable, Sendable {
  /// The `Authorization` schemes.
  package enum Scheme: String, Hashable, Sendable, CaseIterable {
    /// An API token.
    case ssws = "SSWS"
    /// An OAuth 2.0 access token (RFC 6750, section 2.1).
    case bearer = "Bearer"
  }

  package let scheme: Scheme
  private let token: String

  /// Takes visible ASCII only: anything else could not stand in a header.
  package init(_ scheme: Scheme, token: String) throws(TokenProblem) {
    guard !token.isEmpty else { throw .empty }
    for other in Scheme.allCases where token.lowercased().hasPrefix(other.rawValue.lowercased() + " ") {
      throw .schemeWritten(other)
    }
    guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .unsendable }
    self.scheme = scheme
    self.token = token
  }

  /// The value of the `Authorization` header: a secret.
  var authorization: String { "\(scheme.rawValue) \(token)" }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "\(scheme.rawValue) …" }
  package var debugDescription: String { description }
  /// Without children, so that `dump` shows no token either.
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Why a text is no token; none of these shows it.
package enum TokenProblem: Error, Hashable, Sendable {
  case empty
  case schemeWritten(Credentials.Scheme)
  case unsendable

  package var text: String {
    switch self {
    case .empty: "the token is empty"
    case .schemeWritten(let scheme): "the token begins with \"\(scheme.rawValue) \"; give the token alone"
    case .unsendable: "the token holds white space or a character that no header can carry; give the token alone"
    }
  }
}
