/// Why a text is not a valid org URL.
package enum OrgURLError: Error, Hashable, Sendable {
  case empty
  case malformed(String)
  /// The text, which names no scheme.
  case noScheme(String)
  case scheme(String)
  /// The host that `http` was asked for.
  case plainHTTP(String)
  case userInfo
  /// The same URL without its path.
  case path(String)
  /// The host to use in place of the Admin Console's.
  case admin(String)

  /// What is wrong, and what to write instead.
  package var text: String {
    switch self {
    case .empty: "the org URL is empty; write it as https://acme.okta.com"
    case .malformed(let text): "\"\(text)\" is not a valid org URL; write it as https://acme.okta.com"
    case .noScheme(let text): "the org URL \"\(text)\" has no scheme; write https://\(text)"
    case .scheme(let scheme): "an org URL cannot begin with \(scheme)://; write https://"
    case .plainHTTP(let host):
      "http:// would send the token unprotected to \(host); write https:// (http is for this machine only)"
    case .userInfo: "the org URL holds a user name or password; leave them out, the token comes from elsewhere"
    case .path(let origin): "the org URL has more than a host; write \(origin)"
    case .admin(let host): "the org URL is the Admin Console's; write https://\(host)"
    }
  }
}
