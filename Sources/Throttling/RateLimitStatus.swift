package import Model

/// What a family's window looked like at a moment.
package struct RateLimitStatus: Hashable, Sendable {
  /// What the org allows.
  package var limit: RateLimit
  /// The same less the reserve.
  package var allowance: RateLimit
  /// Calls of the allowance that are left in the window.
  package var remaining: Int
  /// Seconds until the window ends.
  package var endsIn: Double

  package init(limit: RateLimit, allowance: RateLimit, remaining: Int, endsIn: Double) {
    self.limit = limit
    self.allowance = allowance
    self.remaining = remaining
    self.endsIn = endsIn
  }

  /// Replies carry no rate-limit headers.
  package static let unlimited = RateLimitStatus(limit: .unlimited, allowance: .unlimited, remaining: .max, endsIn: 0)
}
