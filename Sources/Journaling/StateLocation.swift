/// Where a state is, as a person names it: the path of a file. What looks like a URL is never taken for a path.
package struct StateLocation: Hashable, Sendable {
  /// The path as it was given.
  package let path: String

  /// Throws where `text` is empty, begins with a scheme (RFC 3986, section 3.1) of two letters or more, or gives a password
  /// as libpq's settings do: nothing of what follows is kept. `./a:b` is a path all the same.
  package init(_ text: String) throws(StateLocationError) {
    let words = text.drop(while: \.isWhitespace)
    guard !words.isEmpty else { throw .empty }
    if let match = words.prefixMatch(of: /([A-Za-z][A-Za-z0-9+.\-]+):/) {
      throw .unknownScheme(match.output.1.lowercased())
    }
    if words.firstMatch(of: /(?i)\bpassword\s*=/) != nil { throw .settings }
    path = text
  }
}

/// Why a text does not name a state.
package enum StateLocationError: Error, Hashable, Sendable {
  /// There is no text.
  case empty
  /// A URL of a kind that no state has.
  case unknownScheme(String)
  /// Settings of a database, with a password.
  case settings

  /// What happened, in one line; it never shows what follows the scheme.
  package var text: String {
    switch self {
    case .empty: "expected a path of a state, found an empty text"
    case .unknownScheme(let scheme): "expected a path of a state, found \(scheme):…: states are files"
    case .settings: "expected a path of a state, found settings with a password: states are files"
    }
  }
}
