package import Foundation
package import OktaWire
package import RequestModel

extension RateLimitHeaders {
  /// No window is longer, in seconds: one that claims to be is asked again after this time.
  private static let maximumWindow = 900.0
  /// No org allows more calls in a window.
  private static let maximumCalls = 1_000_000

  /// `nil` where a part is missing or is no number. A header that came several times, or as a list with commas,
  /// counts as its least value; absurd values count as the nearest that make sense.
  package init?(_ headers: ReplyHeaders) {
    guard let limit = headers.minimumNumber(HeaderName.rateLimit),
      let remaining = headers.minimumNumber(HeaderName.rateRemaining),
      let reset = headers.minimumNumber(HeaderName.rateReset),
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
  /// How long a 429 or a 503 asks to wait: a number of seconds, or a moment by the sender's clock. Up to 15 minutes; `nil`
  /// where there is nothing to wait for.
  var retryAfter: Duration? {
    guard status == 429 || status == 503 else { return nil }
    let waits = headers.values(HeaderName.retryAfter).compactMap { value -> Double? in
      let text = value.trimmingCharacters(in: .whitespaces)
      if let seconds = Double(text) { return seconds }
      return HTTPDate(text).map { $0.moment.date.timeIntervalSince(headers.date ?? Date()) }
    }
    guard let longest = waits.filter({ $0 > 0 }).max() else { return nil }
    return .seconds(min(longest, 900))
  }
}

extension ReplyHeaders {
  /// The sender's clock (header `Date`), in whole seconds.
  package var date: Date? { first(HeaderName.date).flatMap(HTTPDate.init)?.moment.date }

  /// The least number among all values of `name`.
  package func minimumNumber(_ name: String) -> Int? {
    values(name).flatMap { $0.split(separator: ",") }
      .compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      .filter { $0 >= 0 }
      .min()
  }
}

/// The form that `Date` headers have (RFC 9110, section 5.6.7, `IMF-fixdate`): `Sun, 06 Nov 1994 08:49:37 GMT`.
package struct HTTPDate: Hashable, Sendable {
  package var moment: Timestamp

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `nil` where `text` is not of that form; the name of the day is not compared with the date.
  package init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT", words[1].count == 2, words[3].count == 4,
      let month = Self.months.firstIndex(of: String(words[2]))
    else { return nil }
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    guard let moment = Timestamp("\(words[3])-\(number)-\(words[1])T\(words[4])Z") else { return nil }
    self.moment = moment
  }
}
