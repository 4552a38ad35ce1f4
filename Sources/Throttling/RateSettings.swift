package import Model

/// How a run may use the org's rate limits.
package struct RateSettings: Hashable, Sendable {
  /// The share of each window left to others, 0 to 1 (`--reserve`).
  package var reserve: Double
  /// The user's own limit on all calls (`--rate`).
  package var ceiling: RateLimit
  /// How many calls may be in flight at once (`--parallelism`).
  package var parallelism: Int

  package init(reserve: Double = 0.1, ceiling: RateLimit = .unlimited, parallelism: Int = 10) {
    self.reserve = reserve
    self.ceiling = ceiling
    self.parallelism = parallelism
  }

  /// How many of a window's `limit` calls may be used; at least one, or nothing would ever be sent.
  package func allowance(of limit: Int) -> Int {
    max(1, limit - Int((Double(limit) * reserve - 1e-9).rounded(.up)))
  }

  /// The same of a whole limit.
  package func allowance(of limit: RateLimit) -> RateLimit {
    switch limit {
    case .unlimited: .unlimited
    case .window(let calls, let seconds): .window(calls: allowance(of: calls), seconds: seconds)
    }
  }
}
