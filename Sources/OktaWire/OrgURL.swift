import Foundation
import Model

/// Where an org's API is: scheme, host and port. Tokens are sent there and nowhere else.
package struct OrgURL: Hashable, Sendable, CustomStringConvertible {
  /// The origin, without a slash at its end: `https://acme.okta.com`.
  package let text: String
  /// In lower case; an IPv6 address in brackets.
  package let host: String

  package var description: String { text }

  /// Whether it is this machine: `localhost`, 127.0.0.0/8 or ::1.
  package var isLoopback: Bool { Self.isLoopback(host) }

  /// Takes `https`, and `http` for this machine only; nothing behind the port but one slash.
  package init(_ text: String) throws(OrgURLError) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard let written = words.first else { throw .empty }
    // No problem quotes what may be a password: what stands before an @, in a query or behind it.
    guard !text.contains("@") else { throw .userInfo }
    let quotable = String(written.prefix { !"?#".contains($0) })
    guard words.count == 1 else { throw .malformed(quotable) }
    guard let schemeEnd = quotable.range(of: "://") else { throw .noScheme(quotable) }
    let scheme = quotable[..<schemeEnd.lowerBound].lowercased()
    let rest = quotable[schemeEnd.upperBound...]
    let authority = rest.prefix { $0 != "/" }
    let address = try Address(authority)
    guard quotable == written, ["", "/"].contains(rest.dropFirst(authority.count)) else {
      throw .path("\(scheme)://\(authority)")
    }
    try Self.check(scheme: scheme, host: address.host)
    let port = address.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" } ?? ""
    self.host = address.host
    self.text = "\(scheme)://\(address.host)\(port)"
  }

  private static func check(scheme: String, host: String) throws(OrgURLError) {
    switch scheme {
    case "https":
      if let org = orgHost(ofAdmin: host) { throw .admin(org) }
    case "http":
      guard isLoopback(host) else { throw .plainHTTP(host) }
    default: throw .scheme(scheme)
    }
  }

  /// `acme.okta.com` for the Admin Console's `acme-admin.okta.com`.
  private static func orgHost(ofAdmin host: String) -> String? {
    guard let dot = host.firstIndex(of: "."), host[..<dot].hasSuffix("-admin"), host[dot...].hasPrefix(".okta") else {
      return nil
    }
    return String(host[..<dot].dropLast("-admin".count) + host[dot...])
  }

  /// `localhost`, 127.0.0.0/8 (RFC 1122, section 3.2.1.3) or ::1 (RFC 4291, section 2.5.3).
  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}

/// Host and port, as they stand between `//` and the path.
package struct Address {
  package var host: String
  package var port: UInt16?

  package init(_ text: Substring) throws(OrgURLError) {
    let end: Substring.Index
    if text.hasPrefix("[") {
      guard let bracket = text.firstIndex(of: "]") else { throw .malformed(String(text)) }
      end = text.index(after: bracket)
    } else {
      end = text.firstIndex(of: ":") ?? text.endIndex
    }
    host = text[..<end].lowercased()
    guard Self.isHost(host) else { throw .malformed(String(text)) }
    guard end < text.endIndex else { return }
    guard text[end] == ":", let number = UInt16(text[text.index(after: end)...]), number > 0 else {
      throw .malformed(String(text))
    }
    port = number
  }

  /// ASCII labels of letters, digits and hyphens between points (RFC 1123, section 2.1), or an IPv6 address.
  private static func isHost(_ text: String) -> Bool {
    if text.hasPrefix("[") {
      var address = in6_addr()
      return inet_pton(AF_INET6, String(text.dropFirst().dropLast()), &address) == 1
    }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      !label.isEmpty && label.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
    }
  }
}
