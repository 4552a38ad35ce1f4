/// What a window looked like at a moment.
package enum RateLimitStatus: Hashable, Sendable {
  /// Replies carry no rate-limit headers.
  case unlimited
  /// `allowance` is `limit` less the reserve; `remaining` counts down from it; `length` and `endsIn` are seconds.
  case window(limit: Int, allowance: Int, remaining: Int, length: Double, endsIn: Double)
}
