/// Where a state is, as a person names it: the path of a file. What looks like a URL is never taken for a path.
package struct StateLocation: Hashable, Sendable {
  /// The path as it was given.
  package let path: String

  /// Throws where `text` is empty or has a scheme (RFC 3986, section 3.1) before `://`: nothing of what follows the scheme,
  /// which may be a password, is kept.
  package init(_ text: String) throws(StateLocationError) {
    guard !text.isEmpty else { throw .empty }
    if let match = text.firstMatch(of: /^([A-Za-z][A-Za-z0-9+.\-]*):\/\//) {
      throw .unknownScheme(match.output.1.lowercased())
    }
    path = text
  }
}

/// Why a text does not name a state.
package enum StateLocationError: Error, Hashable, Sendable {
  /// There is no text.
  case empty
  /// A URL of a kind that no state has.
  case unknownScheme(String)

  /// What happened, in one line; it never shows what follows the scheme.
  package var text: String {
    switch self {
    case .empty: "expected a path of a state, found an empty text"
    case .unknownScheme(let scheme): "expected a path of a state, found \(scheme)://…: states are files"
    }
  }
}
