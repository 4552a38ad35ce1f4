import OktaWire

/// The host names by which the server may be called, and the sites that may call it. A site that resolves its own name to
/// this machine (DNS rebinding) is rejected, even if it knows the token: only registered names can be used for that.
struct TrustedHosts: Sendable {
  /// The name or address that the server listens on, in lower case.
  private let own: String
  /// Further names (`--allow-host`), in lower case.
  private let allowed: Set<String>
  /// Whether every operation is checked: on loopback, where only this machine should call, and with the default token,
  /// which is public. Otherwise only operations for browsers are.
  private let checksAllOperations: Bool

  init(_ settings: LocalServerSettings) {
    own = settings.host.lowercased()
    allowed = Set(settings.allowedHosts.map { $0.lowercased() })
    checksAllOperations = settings.isOnLoopback || settings.acceptsDefaultToken
  }

  func rejects(_ call: ServerCall, of operation: ServerOperation) -> Bool {
    guard checksAllOperations || operation.isForBrowser else { return false }
    return !acceptsHost(of: call.origin) || !(call.site.map { acceptsSite($0, calling: call.origin) } ?? true)
  }

  /// Whether the server may be called by the host of `origin`: an address, a name without a dot, a name under `localhost`
  /// (RFC 6761, section 6.3), the name that it listens on, or an allowed one.
  private func acceptsHost(of origin: String) -> Bool {
    let host = Self.host(of: origin)
    if host.hasPrefix("[") || !host.contains(".") || isKnown(host) { return true }
    return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { UInt8($0) != nil }
  }

  /// Whether pages of this site may call the server: its own, those of this machine, and those of an allowed name, but not
  /// `null`, which a browser sends for pages without a site.
  private func acceptsSite(_ site: String, calling origin: String) -> Bool {
    let host = Self.host(of: site)
    return host == Self.host(of: origin) || isKnown(host) || (try? OrgURL(site))?.isLoopback == true
  }

  private func isKnown(_ host: String) -> Bool {
    host == own || host.hasSuffix(".localhost") || allowed.contains(host)
  }

  /// The host in lower case, without the port; an IPv6 address in brackets.
  private static func host(of origin: String) -> String {
    let authority = origin.split(separator: "//", maxSplits: 1).last ?? ""
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return authority[...end].lowercased() }
    return authority.prefix { $0 != ":" }.lowercased()
  }
}

extension LocalServerSettings {
  /// The host as a URL has it (RFC 3986, section 3.2.2: IPv6 in brackets).
  package var hostInURL: String { host.contains(":") ? "[\(host)]" : host }

  /// Whether only this machine reaches the server.
  package var isOnLoopback: Bool {
    host.lowercased().hasSuffix(".localhost") || (try? OrgURL("http://\(hostInURL)"))?.isLoopback == true
  }

  /// Whether the default token, which is public, is accepted.
  package var acceptsDefaultToken: Bool { tokens.contains(Self.defaultToken) }
}

extension APIError {
  static let untrustedHost = APIError.forbidden([
    ErrorCauseBody(
      "Untrusted host or origin. Use an address, localhost, or a name in writ serve --host or writ serve --allow-host, "
        + "and call the server from its own pages only.",
      reason: nil, location: "/Host", locationType: "header")
  ])
}
