import Foundation

/// The URL of a state in a PostgreSQL database: libpq's own, and the schema in `?schema=`.
///
/// As text it never shows a password, nor anything that may be a part of one.
package struct PostgresURL: Hashable, Sendable {
  /// The schema where the URL names none.
  package static let defaultSchema = "writ"

  /// The schema that has the state's tables.
  package let schema: String
  /// Whether it has a password: where every user of the machine could read it, it is refused.
  package let hasPassword: Bool
  /// What libpq is to be given, by its own keywords (https://www.postgresql.org/docs/current/libpq-connect.html).
  let settings: [String: String]
  private let shown: String

  /// A URL that libpq would read, with one more rule: what has a meaning in a URL is escaped where it has none (`%40` for
  /// an @ in a password), since otherwise a part of a password could be taken for a host. Throws without any part of it.
  package init(_ text: String) throws(StateLocationError) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let match = text.wholeMatch(of: /(?i:postgres|postgresql):\/\/([^\/?]*)(?:\/([^?]*))?(?:\?(.*))?/),
      !(match.output.2 ?? "").contains(/[@:\/]/), !(match.output.3 ?? "").contains("@")
    else { throw .malformedURL }
    var settings: [String: String] = [:]
    var shown = "postgres://"
    try Self.readAuthority(match.output.1, into: &settings, shown: &shown)
    if let name = match.output.2 {
      shown += "/" + name
      if !name.isEmpty { settings["dbname"] = try Self.decoded(name) }
    }
    try Self.readParameters(match.output.3 ?? "", into: &settings, shown: &shown)
    schema = settings.removeValue(forKey: "schema") ?? Self.defaultSchema
    guard schema.wholeMatch(of: /[a-z_][a-z0-9_]{0,62}/) != nil, !schema.hasPrefix("pg_") else { throw .schema }
    hasPassword = settings.keys.contains(where: Self.isSecret)
    (self.settings, self.shown) = (settings, shown)
  }

  /// `user:password@host:port,host:port`.
  private static func readAuthority(
    _ authority: Substring, into settings: inout [String: String], shown: inout String
  ) throws(StateLocationError) {
    let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
    guard let addresses = parts.last, parts.count <= 2 else { throw .malformedURL }
    if parts.count == 2 {
      let login = parts[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      settings["user"] = try decoded(login[0])
      if login.count == 2, !login[1].isEmpty { settings["password"] = try decoded(login[1]) }
      shown += login[0] + "@"
    }
    var hosts: [String] = []
    var ports: [String] = []
    for address in addresses.split(separator: ",", omittingEmptySubsequences: false) {
      guard let match = address.wholeMatch(of: /(?:\[([0-9A-Fa-f:.%]+)\]|([^:\[\]]*))(?::([0-9]*))?/) else {
        throw .malformedURL
      }
      hosts.append(try decoded(match.output.1 ?? match.output.2 ?? ""))
      ports.append(String(match.output.3 ?? ""))
    }
    if hosts.contains(where: { !$0.isEmpty }) { settings["host"] = hosts.joined(separator: ",") }
    if ports.contains(where: { !$0.isEmpty }) { settings["port"] = ports.joined(separator: ",") }
    shown += addresses
  }

  /// `keyword=value&keyword=value`, both with percent-escapes. Of those only what names the place is shown, and nothing
  /// from the first secret on, which may have an & that was not escaped.
  private static func readParameters(
    _ query: Substring, into settings: inout [String: String], shown: inout String
  ) throws(StateLocationError) {
    var isShown = true
    var separator = "?"
    for parameter in query.split(separator: "&") {
      let parts = parameter.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw .malformedURL }
      let (keyword, value) = (try decoded(parts[0]), try decoded(parts[1]))
      guard keyword.wholeMatch(of: /[a-z_]+/) != nil else { throw .malformedURL }
      isShown = isShown && !isSecret(keyword)
      if isShown, ["host", "hostaddr", "port", "dbname", "user", "service", "schema"].contains(keyword) {
        shown += "\(separator)\(keyword)=\(parts[1])"
        separator = "&"
      }
      // As libpq reads what the URLs of JDBC have.
      if keyword == "ssl", value == "true" { settings["sslmode"] = "require" } else { settings[keyword] = value }
    }
  }

  private static func isSecret(_ keyword: String) -> Bool { keyword.contains("password") || keyword.contains("secret") }

  private static func decoded(_ text: Substring) throws(StateLocationError) -> String {
    guard let decoded = String(text).removingPercentEncoding, !decoded.contains("\0") else { throw .malformedURL }
    return decoded
  }
}

extension PostgresURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { shown }
  package var debugDescription: String { shown }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
