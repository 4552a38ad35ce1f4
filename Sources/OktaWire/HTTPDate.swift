package import struct Foundation.Date
import Model

/// The form that `Date` headers have (RFC 9110, section 5.6.7, `IMF-fixdate`): `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

  /// `nil` where `text` is not of that form; the name of the day is not compared with the date.
  package static func date(_ text: String) -> Date? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT", words[1].count == 2, words[3].count == 4,
      let month = months.firstIndex(of: String(words[2]))
    else { return nil }
    return Timestamp("\(words[3])-\((month + 1).digits(2))-\(words[1])T\(words[4])Z")?.date
  }

  /// The whole second at or before `date`.
  package static func text(_ date: Date) -> String {
    let moment = Timestamp(date)
    let text = moment.text
    let day = CivilDay(containing: moment.milliseconds)
    // 1970-01-01 was a Thursday.
    let weekday = weekdays[Int(((day.number + 4) % 7 + 7) % 7)]
    let time = text.dropFirst(11).prefix(8)
    return "\(weekday), \(text.dropFirst(8).prefix(2)) \(months[Int(day.month) - 1]) \(text.prefix(4)) \(time) GMT"
  }
}
