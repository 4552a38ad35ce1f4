/// An error reply (contract schema `error`), tolerant of what real replies leave out.
package struct ServiceError: Error, Hashable, Sendable {
  /// Contract schema `error-cause`.
  package struct Cause: Hashable, Sendable {
    /// What is wrong, in the org's words.
    package var summary: String
    /// A word such as `IDENTIFIER_NOT_FOUND`; real replies may leave it out.
    package var reason: String?
    /// Where in the call, such as `/requesterUserIds/0`.
    package var location: String?

    package init(summary: String, reason: String? = nil, location: String? = nil) {
      self.summary = summary
      self.reason = reason
      self.location = location
    }
  }

  /// The HTTP status.
  package var status: Int
  /// Okta's code, `E` and seven digits; `nil` where the body is not Okta's own (HTML of a proxy, an OAuth error).
  package var code: String?
  /// What happened, in the org's words, or in ours where the body is not Okta's.
  package var summary: String
  /// What is wrong in detail; may be empty.
  package var causes: [Cause]
  /// What the call is about, where the org says that it does not have it, such as `request 61eb06a3c462d20007f0235c`.
  package var missing: String?
  /// `X-Okta-Request-Id`, or the body's `errorId`.
  package var callID: String?
  /// What the reply's headers said of the rate limit.
  package var rate: RateLimitHeaders?
  /// How long the org asks to wait before the next call (`Retry-After` of a 429 or a 503), up to 15 minutes.
  package var retryAfter: Duration?

  package init(
    status: Int, code: String? = nil, summary: String, causes: [Cause] = [], callID: String? = nil,
    rate: RateLimitHeaders? = nil, retryAfter: Duration? = nil
  ) {
    self.status = status
    self.code = code
    self.summary = summary
    self.causes = causes
    self.callID = callID
    self.rate = rate
    self.retryAfter = retryAfter
  }

  /// Whether the reply had Okta's own error body.
  package var isOktas: Bool { code != nil }

  /// One line for a person: what is missing, or status and code, summary and every cause that the summary does not already
  /// contain; then the call's id.
  package var text: String {
    let tail = callID.map { " (Okta request id \($0))" } ?? ""
    return (missing.map { "the org has no \($0)" } ?? description) + tail
  }

  private var description: String {
    let details = causes.filter { !summary.contains($0.summary) }.map { cause in
      cause.location.map { "\($0) \(cause.summary)" } ?? cause.summary
    }
    let head = code.map { "\(status) \($0): \(summary)" } ?? "\(status): \(summary)"
    return ([head] + details).joined(separator: "; ")
  }
}
