package import struct Foundation.Date

/// What one reply's headers say of the rate limit (`X-Rate-Limit-Limit`, `-Remaining`, `-Reset` and `Date`).
package struct RateLimitHeaders: Hashable, Sendable {
  /// Calls that the window allows; 0 in a reply means that too many calls were in flight at once.
  package var limit: Int
  /// Calls that the window still allows.
  package var remaining: Int
  /// When the window ends, in whole seconds of the org's clock.
  package var reset: Date
  /// The org's clock when it answered, cut to whole seconds.
  package var date: Date

  package init(limit: Int, remaining: Int, reset: Date, date: Date) {
    self.limit = limit
    self.remaining = remaining
    self.reset = reset
    self.date = date
  }

  /// Whether this reading speaks of the concurrency limit, not of a window: its zeros count nothing.
  package var isConcurrencyLimit: Bool { limit == 0 }
}
