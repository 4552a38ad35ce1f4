import Foundation
import OktaWire
import Testing

@Suite("A date of HTTP")
struct HTTPDateTests {
  private static let formatter: DateFormatter = {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter
  }()

  @Test(
    "an HTTP date that is not of the fixed form is not read",
    arguments: [
      "Thursday, 11-Sep-25 16:21:50 GMT", "Thu, 11 Sep 2025 16:21:50", "Thu, 31 Feb 2025 16:21:50 GMT", "0",
    ])
  func malformed(text: String) {
    #expect(HTTPDate.date(text) == nil)
  }

  @Test("an HTTP date is written as Foundation writes it, and read back to the second")
  func bothWays() {
    for day in 0..<800 {
      let date = Date(timeIntervalSince1970: Double(day * 86_400 + day * 113) + 0.75)
      let text = HTTPDate.text(date)
      #expect(text == Self.formatter.string(from: date))
      #expect(HTTPDate.date(text) == Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)))
    }
    #expect(HTTPDate.text(Date(timeIntervalSince1970: -1)) == "Wed, 31 Dec 1969 23:59:59 GMT")
  }
}
