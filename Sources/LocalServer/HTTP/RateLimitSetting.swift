/// The rate limit of a bucket: the text `60/60s` is 60 calls in 60 seconds.
package struct RateLimitSetting: Hashable, Sendable {
  /// Calls in a window, at least 1 (contract header `rate-limit-limit`).
  package var limit: Int
  /// Length of a window in seconds, at least 1.
  package var window: Int

  /// A limit of so many calls in a window of so many seconds.
  package init(limit: Int, window: Int) {
    self.limit = limit
    self.window = window
  }

  /// Why a text is not a rate limit.
  package struct ParseError: Error, Hashable, Sendable {
    /// One sentence that quotes the text and lists what is accepted.
    package var text: String
  }

  /// Parses a text such as `60/60s`, `600/10m` or `1000/1h`; `nil` for `off`.
  package static func parse(_ text: String) throws(ParseError) -> RateLimitSetting? {
    if text == "off" { return nil }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let limit = number(parts[0]), let window = seconds(parts[1]) else {
      throw ParseError(
        text: "invalid rate limit \"\(text)\": expected CALLS/TIME, such as 60/60s, 600/10m or 1000/1h, or off")
    }
    guard limit >= 1, window >= 1 else {
      throw ParseError(text: "invalid rate limit \"\(text)\": calls and time must be at least 1; use off for no limit")
    }
    return RateLimitSetting(limit: limit, window: window)
  }

  private static func seconds(_ text: Substring) -> Int? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = text.last.flatMap({ units[$0] }), let count = number(text.dropLast()) else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow ? nil : product
  }

  /// At most nine ASCII digits, without a sign and white space.
  private static func number(_ text: Substring) -> Int? {
    guard (1...9).contains(text.utf8.count),
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text)
  }
}
