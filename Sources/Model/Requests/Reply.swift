package import struct Foundation.Date

/// What a call returned, and what its headers said.
package struct Reply<Value: Sendable>: Sendable {
  /// What the body said.
  package var value: Value
  /// What the headers said of the rate limit; `nil` where they said nothing.
  package var rate: RateLimitHeaders?
  /// The org's clock when it answered, cut to whole seconds (header `Date`).
  package var date: Date?
  /// `X-Okta-Request-Id`, for Okta's support.
  package var callID: String?

  package init(_ value: Value, rate: RateLimitHeaders? = nil, date: Date? = nil, callID: String? = nil) {
    self.value = value
    self.rate = rate
    self.date = date
    self.callID = callID
  }
}
