package import Model

/// The settings of the local server.
package struct LocalServerSettings: Hashable, Sendable {
  /// The token that is accepted if no other is given.
  package static let defaultToken = "local-dev-token"

  /// The name or address to listen on.
  package var host: String
  /// The port to listen on; 0 selects a free one.
  package var port: Int
  /// Host names by which it may be called, in addition to those that it always accepts (`TrustedHosts`).
  package var allowedHosts: [String]
  /// How long clients may take to send calls.
  package var timeouts: ConnectionTimeouts
  /// The SQLite file of the requests, which is created if it does not exist; `nil`: in memory, until the server ends.
  package var data: String?
  /// A YAML file of request types, users, groups and requests; `nil`: the built-in request types
  /// (the active ones of `examples/seed.yaml`).
  package var seed: String?
  /// Accepted after `SSWS` or `Bearer`. The first belongs to the user `00uLocalDevToken0001`, the second to
  /// `00uLocalDevToken0002`, and so on.
  package var tokens: [String]
  /// Of each bucket; where nothing is limited, replies carry no rate headers.
  package var rateLimit: RateLimit
  /// How its windows are cut.
  package var rateWindows: RateWindowStyle
  /// Which faults are injected.
  package var faults: FaultPlan
  /// Whether requests can be canceled.
  package var cancelSupport: CancelSupport
  /// Seed of the faults: the same seed and calls give the same faults.
  package var faultSeed: UInt64

  /// The defaults of `writ serve`, but without a rate limit.
  package init(
    host: String = "127.0.0.1", port: Int = 8080, allowedHosts: [String] = [],
    timeouts: ConnectionTimeouts = ConnectionTimeouts(), data: String? = nil, seed: String? = nil,
    tokens: [String] = [LocalServerSettings.defaultToken], rateLimit: RateLimit = .unlimited,
    rateWindows: RateWindowStyle = RateWindowStyle(),
    faults: FaultPlan = FaultPlan(), faultSeed: UInt64 = 0, cancelSupport: CancelSupport = .available
  ) {
    self.host = host
    self.port = port
    self.allowedHosts = allowedHosts
    self.timeouts = timeouts
    self.data = data
    self.seed = seed
    self.tokens = tokens
    self.rateLimit = rateLimit
    self.rateWindows = rateWindows
    self.faults = faults
    self.faultSeed = faultSeed
    self.cancelSupport = cancelSupport
  }
}

/// Whether requests can be canceled: Okta offers that in Beta, and an org gets it when it asks for it (release notes
/// 2026.09.0). Both answers of orgs without it were seen.
package enum CancelSupport: String, Hashable, Sendable, CaseIterable {
  /// They can.
  case available
  /// The org answers as it does for a request that it does not have.
  case notFound = "404"
  /// The path supports other methods only.
  case methodNotAllowed = "405"
}
