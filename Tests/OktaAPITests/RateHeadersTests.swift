import Foundation
import OktaAPI
import RequestModel
import Testing

@Suite("The rate headers")
struct RateHeadersTests {
  private func reading(_ fields: [(String, String)]) -> RateReading? {
    RateReading(ReplyHeaders(fields.map { ReplyHeaders.Field(name: $0.0, value: $0.1) }))
  }

  private let date = ("date", "Thu, 11 Sep 2025 16:21:50 GMT")

  @Test("are read without regard to case, the least of several values counting")
  func least() {
    let reading = reading([
      ("X-RATE-LIMIT-LIMIT", "60, 30"), ("x-rate-limit-remaining", "12"), ("X-Rate-Limit-Remaining", "7"),
      ("x-rate-limit-reset", "1757607758"), date,
    ])
    #expect(
      reading
        == RateReading(
          limit: 30, remaining: 7, reset: Date(timeIntervalSince1970: 1_757_607_758),
          date: Date(timeIntervalSince1970: 1_757_607_710)))
  }

  @Test("say nothing where one is missing or is no number", arguments: 0..<5)
  func incomplete(without index: Int) {
    var fields = [
      ("x-rate-limit-limit", "60"), ("x-rate-limit-remaining", "12"), ("x-rate-limit-reset", "1757607758"), date,
    ]
    #expect(reading(fields) != nil)
    if index < fields.count { fields.remove(at: index) } else { fields[1].1 = "many" }
    #expect(reading(fields) == nil)
  }

  @Test(
    "need a date of the fixed form",
    arguments: ["Thursday, 11-Sep-25 16:21:50 GMT", "Thu, 11 Sep 2025 16:21:50", "Thu, 31 Feb 2025 16:21:50 GMT", "0"])
  func dates(text: String) {
    #expect(HTTPDate(text) == nil)
  }

  @Test("read every month")
  func months() {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let read = months.map { HTTPDate("Thu, 06 \($0) 1994 08:49:37 GMT")?.moment.text.dropFirst(5).prefix(2) }
    #expect(read == ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"])
  }
}
