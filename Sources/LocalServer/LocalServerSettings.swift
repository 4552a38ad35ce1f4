/// How the local server is to run.
package struct LocalServerSettings: Hashable, Sendable {
  /// Where requests are kept.
  package enum DataPlace: Hashable, Sendable {
    /// Gone when the server ends.
    case memory
    /// A SQLite file, made where there is none.
    case file(String)
  }

  /// The token that is accepted where no other is given.
  package static let defaultToken = "local-dev-token"

  /// A name or an address of this machine.
  package var host: String
  /// 0 picks a free one.
  package var port: Int
  /// Names by which browsers may call it besides those that it takes by itself (`TrustedHosts`).
  package var allowedHosts: [String]
  package var limits: ConnectionLimits
  package var data: DataPlace
  /// A YAML file of request types, users, groups and requests; `nil`: the built-in request types
  /// (those of `examples/seed.yaml` that take requests).
  package var seed: String?
  /// Accepted after `SSWS` or `Bearer`. The first belongs to the user `00uLocalDevToken0001`, the second to
  /// `00uLocalDevToken0002`, and so on.
  package var tokens: [String]
  /// `nil`: nothing is limited, and replies carry no rate headers.
  package var rateLimit: RateLimitSetting?
  package var faults: FaultPlan
  /// The same seed and the same calls make the same faults.
  package var faultSeed: UInt64

  package init(
    host: String = "127.0.0.1", port: Int = 8080, allowedHosts: [String] = [],
    limits: ConnectionLimits = ConnectionLimits(), data: DataPlace = .memory, seed: String? = nil,
    tokens: [String] = [LocalServerSettings.defaultToken], rateLimit: RateLimitSetting? = nil,
    faults: FaultPlan = FaultPlan(), faultSeed: UInt64 = 0
  ) {
    self.host = host
    self.port = port
    self.allowedHosts = allowedHosts
    self.limits = limits
    self.data = data
    self.seed = seed
    self.tokens = tokens
    self.rateLimit = rateLimit
    self.faults = faults
    self.faultSeed = faultSeed
  }
}
