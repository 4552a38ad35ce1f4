import OktaWire

/// Under which names the server may be called, and from which sites. Another site that lets its own name lead to this
/// machine (DNS rebinding) gets nothing, even where it knows the token: only a name that somebody owns can be made to do
/// so.
struct TrustedHosts: Sendable {
  /// The name or address that the server listens on, in lower case.
  private let own: String
  /// Further names (`--allow-host`), in lower case.
  private let allowed: Set<String>
  /// Whether each operation is guarded: on loopback, where only this machine is meant to call, and with the token that
  /// everybody knows. Otherwise only what a browser calls for a person is.
  private let guardsAll: Bool

  init(_ settings: LocalServerSettings) {
    own = settings.host.lowercased()
    allowed = Set(settings.allowedHosts.map { $0.lowercased() })
    guardsAll = settings.isOnLoopback || settings.takesDefaultToken
  }

  func refuses(_ call: Call, of operation: Operation) -> Bool {
    guard guardsAll || operation.isBrowsed else { return false }
    return !acceptsName(of: call.origin) || !(call.site.map { acceptsSite($0, calling: call.origin) } ?? true)
  }

  /// Whether the server may be called by the host of `origin`: an address, a name without a dot, a name under `localhost`
  /// (RFC 6761, section 6.3), the one that it listens on, or one that was allowed.
  private func acceptsName(of origin: String) -> Bool {
    let host = Self.host(of: origin)
    if host.hasPrefix("[") || !host.contains(".") || isKnown(host) { return true }
    return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { UInt8($0) != nil }
  }

  /// Whether pages of this site may call the server: its own, those of this machine, and those of an allowed name.
  /// `null`, which a browser sends for a page of no site, is none.
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
  /// Whether only this machine reaches the server.
  package var isOnLoopback: Bool {
    let authority = host.contains(":") ? "[\(host)]" : host
    return host.lowercased().hasSuffix(".localhost") || (try? OrgURL("http://\(authority)"))?.isLoopback == true
  }

  /// Whether the token that everybody knows is accepted.
  package var takesDefaultToken: Bool { tokens.contains(Self.defaultToken) }
}

extension Refusal {
  static let untrustedHost = Refusal.forbidden([
    ErrorCauseBody(
      "Call this server by an address, by localhost, by the name that it listens on (writ serve --host), or by a name "
        + "that it is allowed (writ serve --allow-host), and from no other site's page.",
      reason: nil, location: "/Host", locationType: "header")
  ])
}
