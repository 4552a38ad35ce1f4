package import Foundation
package import RequestModel

extension RateReading {
  /// `nil` where a part is missing or is no number. A header that came several times, or as a list with commas,
  /// counts as its least value.
  package init?(_ headers: ReplyHeaders) {
    guard let limit = headers.leastNumber(HeaderName.rateLimit),
      let remaining = headers.leastNumber(HeaderName.rateRemaining),
      let reset = headers.leastNumber(HeaderName.rateReset),
      let date = headers.date
    else { return nil }
    self.init(limit: limit, remaining: remaining, reset: Date(timeIntervalSince1970: Double(reset)), date: date)
  }
}

extension ReplyHeaders {
  /// The sender's clock (header `Date`), in whole seconds.
  package var date: Date? { first(HeaderName.date).flatMap(HTTPDate.init)?.moment.date }

  /// The least number among all values of `name`.
  package func leastNumber(_ name: String) -> Int? {
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
