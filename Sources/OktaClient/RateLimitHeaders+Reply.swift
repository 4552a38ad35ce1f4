package import Foundation
package import HTTPTypes
import OktaWire
package import Model

extension RateLimitHeaders {
  /// No window is longer, in seconds: one that claims to be is asked again after this time.
  private static let maximumWindow = 900.0
  /// No org allows more calls in a window.
  private static let maximumCalls = 1_000_000

  /// `nil` where a part is missing or is not a number. A header that came several times, or as a list with commas,
  /// counts as its least value; absurd values count as the nearest that make sense.
  package init?(_ headers: HTTPFields) {
    guard let limit = headers.minimumNumber(.rateLimit),
      let remaining = headers.minimumNumber(.rateLimitRemaining),
      let reset = headers.minimumNumber(.rateLimitReset),
      let date = headers.date
    else { return nil }
    self.init(
      limit: min(limit, Self.maximumCalls), remaining: min(remaining, Self.maximumCalls),
      reset: Self.moment(of: reset, at: date), date: date)
  }

  /// Okta writes the seconds since 1970. Gateways also write milliseconds, or the seconds that are left.
  private static func moment(of reset: Int, at date: Date) -> Date {
    var seconds = Double(reset)
    while seconds >= 1e11 { seconds /= 1000 }
    let moment = seconds < 1e7 ? date + seconds : Date(timeIntervalSince1970: seconds)
    return min(moment, date + maximumWindow)
  }
}

extension RawReply {
  /// Whether a 429 is of the concurrency limit: it has no window, so that the limit in its headers is 0.
  var isConcurrencyLimited: Bool { headers.minimumNumber(.rateLimit) == 0 }

  /// How long a 429 or a 503 asks to wait: a number of seconds, or a moment by the sender's clock. Up to 15 minutes; `nil`
  /// where there is nothing to wait for.
  var retryAfter: Duration? {
    guard status == 429 || status == 503 else { return nil }
    let waits = headers[values: .retryAfter].compactMap { value -> Double? in
      let text = value.trimmingCharacters(in: .whitespaces)
      if let seconds = Double(text) { return seconds }
      return HTTPDate.date(text).map { $0.timeIntervalSince(headers.date ?? Date()) }
    }
    guard let longest = waits.filter({ $0 > 0 }).max() else { return nil }
    return .seconds(min(longest, 900))
  }
}

extension HTTPFields {
  /// The sender's clock (header `Date`), in whole seconds.
  package var date: Date? { self[values: .date].first.flatMap(HTTPDate.date) }

  /// The least number among all values of `name`.
  package func minimumNumber(_ name: HTTPField.Name) -> Int? {
    self[values: name].flatMap { $0.split(separator: ",") }
      .compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      .filter { $0 >= 0 }
      .min()
  }
}
