import Foundation
import HTTPTypes
import OktaClient
import OktaWire
import Model
import Testing

@Suite("The rate headers")
struct RateHeadersTests {
  private func reading(_ fields: [(String, String)]) -> RateLimitHeaders? {
    RateLimitHeaders(HTTPFields(fields))
  }

  private let date = ("date", "Thu, 11 Sep 2025 16:21:50 GMT")

  @Test("rate limit headers are read without regard to case, and the least of several values counts")
  func least() {
    let reading = reading([
      ("X-RATE-LIMIT-LIMIT", "60, 30"), ("x-rate-limit-remaining", "12"), ("X-Rate-Limit-Remaining", "7"),
      ("x-rate-limit-reset", "1757607758"), date,
    ])
    #expect(
      reading
        == RateLimitHeaders(
          limit: 30, remaining: 7, reset: Date(timeIntervalSince1970: 1_757_607_758),
          date: Date(timeIntervalSince1970: 1_757_607_710)))
  }

  @Test("rate limit headers count for nothing where one is missing or is not a number", arguments: 0..<5)
  func incomplete(without index: Int) {
    var fields = [
      ("x-rate-limit-limit", "60"), ("x-rate-limit-remaining", "12"), ("x-rate-limit-reset", "1757607758"), date,
    ]
    #expect(reading(fields) != nil)
    if index < fields.count { fields.remove(at: index) } else { fields[1].1 = "many" }
    #expect(reading(fields) == nil)
  }

  @Test(
    "absurd rate limit headers count as the nearest plausible values",
    arguments: [
      ("60", "12", "1757607758000", 60, 12, 48.0), ("60", "12", "1757607758000000", 60, 12, 48),
      ("60", "12", "9223372036854775807", 60, 12, 900), ("60", "12", "1757694110", 60, 12, 900),
      ("60", "0", "3", 60, 0, 3), ("60", "0", "0", 60, 0, 0), ("60", "0", "1757607610", 60, 0, -100),
      ("9223372036854775807", "9223372036854775807", "1757607758", 1_000_000, 1_000_000, 48),
    ])
  func absurd(limit: String, remaining: String, reset: String, allowed: Int, left: Int, seconds: Double) {
    let reading = reading([
      ("x-rate-limit-limit", limit), ("x-rate-limit-remaining", remaining), ("x-rate-limit-reset", reset), date,
    ])
    #expect(reading?.limit == allowed && reading?.remaining == left)
    #expect(reading.map { $0.reset.timeIntervalSince($0.date) } == seconds)
  }

  @Test(
    "rate limit headers count for nothing where a number is negative or too large",
    arguments: ["-5", "99999999999999999999", "", "1e3", "0x10", "NaN"])
  func noNumbers(text: String) {
    for index in 0..<3 {
      var fields = [
        ("x-rate-limit-limit", "60"), ("x-rate-limit-remaining", "1"), ("x-rate-limit-reset", "1757607758"),
      ]
      fields[index].1 = text
      #expect(reading(fields + [date]) == nil)
    }
  }

  private static let waits: [(values: [String], seconds: Double?)] = [
    (["30"], 30.0), ([" 3 "], 3), (["1.5"], 1.5), (["Thu, 11 Sep 2025 16:22:00 GMT"], 10), (["5", "7"], 7),
    (["86400"], 900), (["9223372036854775807"], 900), (["99999999999999999999"], 900), (["inf"], 900), (["0"], nil),
    (["-5"], nil), (["soon"], nil), ([""], nil), (["nan"], nil), (["Thu, 11 Sep 2025 16:21:00 GMT"], nil), ([], nil),
  ]

  @Test("a 429 and a 503 name the wait by Retry-After in seconds or as a date, up to 15 minutes")
  func retryAfter() {
    for (values, seconds) in Self.waits {
      let fields = HTTPFields(values.map { ("Retry-After", $0) } + [date])
      for status in [429, 503, 500, 400] {
        let reply = RawReply(status: status, headers: fields, body: Data())
        let expected = status == 429 || status == 503 ? seconds.map { Duration.seconds($0) } : nil
        #expect(ServiceError(reply).retryAfter == expected, "\(values)")
      }
    }
  }
}
