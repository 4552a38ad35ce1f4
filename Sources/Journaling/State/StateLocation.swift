/// Where a state is, as a person names it. What looks like a URL is never taken for a path.
package enum StateLocation: Hashable, Sendable {
  /// The path of a file, as it was given.
  case file(path: String)
  /// A schema of a PostgreSQL database.
  case postgreSQL(PostgresURL)

  /// Throws where `text` is empty, begins with a scheme (RFC 3986, section 3.1) of two letters or more that no state has,
  /// or gives a password as libpq's settings do: nothing of what follows is kept. `./a:b` is a path all the same.
  package init(_ text: String) throws(StateLocationError) {
    let words = text.drop(while: \.isWhitespace)
    guard !words.isEmpty else { throw .empty }
    if let match = words.prefixMatch(of: /([A-Za-z][A-Za-z0-9+.\-]+):/) {
      let scheme = match.output.1.lowercased()
      guard ["postgres", "postgresql"].contains(scheme) else { throw .unknownScheme(scheme) }
      self = .postgreSQL(try PostgresURL(String(words)))
      return
    }
    if words.firstMatch(of: /(?i)\bpassword\s*=/) != nil { throw .settings }
    self = .file(path: text)
  }

  /// As `init`, for an argument of a command, which every user of the machine can read: with a password it is refused.
  package init(argument text: String) throws(StateLocationError) {
    try self.init(text)
    if case .postgreSQL(let url) = self, url.hasPassword { throw .passwordInArgument }
  }
}

extension StateLocation: CustomStringConvertible {
  /// The place, without any secret.
  package var description: String {
    switch self {
    case .file(let path): path
    case .postgreSQL(let url): url.description
    }
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
  /// A URL of PostgreSQL that libpq would refuse, or could read in a way that is not meant.
  case malformedURL
  /// A schema whose name would have to be quoted, or is the server's own.
  case schema
  /// A URL with a password, where other users of the machine can read it.
  case passwordInArgument

  /// What happened, in one line; it never shows what follows the scheme.
  package var text: String {
    switch self {
    case .empty: "expected a path or a postgres:// URL of a state, found an empty text"
    case .unknownScheme(let scheme): "expected a path or a postgres:// URL of a state, found \(scheme):…"
    case .settings: "expected a path or a postgres:// URL of a state, found settings with a password"
    case .malformedURL:
      "expected a URL postgres://user@host:port/database?schema=writ, with %40 for an @ in a password and the like"
    case .schema: "expected lower-case letters, digits and _ for the schema of a state"
    case .passwordInArgument:
      "other users can read the password in an argument: give it in PGPASSWORD, PGPASSFILE, PGSERVICE or WRIT_STATE"
    }
  }
}
