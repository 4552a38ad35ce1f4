import OktaAPI

/// Which names of this server a browser's call may carry. Another site that lets its own name lead to this machine (DNS
/// rebinding) gets nothing, even where it knows the token: only a name that somebody owns can be made to do so.
enum TrustedHost {
  /// Whether the server may be called by the host of `origin`: an address, a name without a dot, a name under
  /// `localhost` (RFC 6761, section 6.3), or the one that it listens on.
  static func accepts(_ origin: String, listeningOn own: String) -> Bool {
    let authority = origin.split(separator: "//", maxSplits: 1).last ?? ""
    if authority.hasPrefix("[") { return true }
    let host = authority.prefix { $0 != ":" }.lowercased()
    if host == own.lowercased() || host.hasSuffix(".localhost") || !host.contains(".") { return true }
    return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { UInt8($0) != nil }
  }
}

extension Refusal {
  static let untrustedHost = Refusal.forbidden([
    ErrorCauseBody(
      "Call this server by an address, by localhost, or by the name that it listens on (writ serve --host).",
      reason: nil, location: "/Host", locationType: "header")
  ])
}
