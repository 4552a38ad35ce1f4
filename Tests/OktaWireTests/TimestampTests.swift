import Foundation
import OktaWire
import Testing

@Suite("A timestamp")
struct TimestampTests {
  @Test("a timestamp of any millisecond of the years 1 to 9999 survives being written and read")
  func roundTrip() {
    var generator = SystemRandomNumberGenerator()
    let year1: Int64 = -62_135_596_800_000
    let year9999: Int64 = 253_402_300_799_999
    for _ in 0..<20_000 {
      let moment = Timestamp(milliseconds: .random(in: year1...year9999, using: &generator))
      #expect(Timestamp(moment.text) == moment, "\(moment.milliseconds)")
    }
    for edge in [year1, year9999, 0, -1, 951_782_400_000, 4_107_542_400_000] {
      #expect(Timestamp(Timestamp(milliseconds: edge).text)?.milliseconds == edge)
    }
  }

  @Test("a timestamp is written as Foundation's formatter writes it")
  func foundation() throws {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for _ in 0..<2_000 {
      let milliseconds = Int64.random(in: -2_000_000_000_000...4_000_000_000_000)
      let text = Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(style)
      let read = try #require(Timestamp(text))
      #expect(abs(read.milliseconds - milliseconds) <= 1, "\(text)")
    }
  }

  @Test("a timestamp keeps its millisecond on the way through a Date")
  func dates() {
    for _ in 0..<5_000 {
      let moment = Timestamp(milliseconds: .random(in: 0...4_000_000_000_000))
      #expect(Timestamp(moment.date) == moment)
    }
  }

  @Test("a timestamp outside the years 1 to 9999 is written as the nearest moment in them")
  func outside() {
    let (first, last) = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z")
    for seconds in [-.infinity, -.greatestFiniteMagnitude, -1e15, -62_135_769_600, -62_135_596_800.001, .nan] {
      #expect(Timestamp(Date(timeIntervalSince1970: seconds)).text == first, "\(seconds)")
    }
    for seconds in [.infinity, .greatestFiniteMagnitude, 1e15, 253_402_300_800] {
      #expect(Timestamp(Date(timeIntervalSince1970: seconds)).text == last, "\(seconds)")
    }
    for text in ["0000-01-01T00:00:00Z", "0000-02-29T12:00:00.5+23:59", "0001-01-01T00:00:00+00:01"] {
      #expect(Timestamp(text).map { [$0.text, Timestamp($0.date - 60).text] } == [first, first], "\(text)")
    }
    #expect(Timestamp("9999-12-31T23:59:59-23:59").map { Timestamp($0.date + 60).text } == last)
    #expect(Timestamp(milliseconds: .min).text == first && Timestamp(milliseconds: .max).text == last)
    #expect(Timestamp(.distantPast).text == first)
    #expect(ListFilter.lastUpdated(after: Timestamp(.distantPast)) == #"lastUpdated gt "0001-01-01T00:00:00Z""#)
  }

  @Test(
    "a timestamp is read with and without fraction, and with an offset",
    arguments: [
      ("2022-05-05T14:15:22Z", 1_651_760_122_000), ("2022-05-05T14:15:22.000Z", 1_651_760_122_000),
      ("2022-05-05T14:15:22.3Z", 1_651_760_122_300), ("2022-05-05t14:15:22.3456789z", 1_651_760_122_345),
      ("2022-05-05T16:15:22+02:00", 1_651_760_122_000), ("2022-05-05T09:45:22.001-04:30", 1_651_760_122_001),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000),
      ("2017-01-01T01:29:60.000+01:30", 1_483_228_800_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
    ])
  func forms(text: String, milliseconds: Int64) {
    #expect(Timestamp(text)?.milliseconds == milliseconds)
  }

  @Test(
    "a text that is not an RFC 3339 date-time is not read as a timestamp",
    arguments: [
      "", "2022", "2022-05-05", "2022-05-05T14:15:22", "2022-05-05T14:15:22Z'", " 2022-05-05T14:15:22Z",
      "2022-05-05 14:15:22Z", "2022-13-05T14:15:22Z", "2022-00-05T14:15:22Z", "2022-02-29T14:15:22Z",
      "2100-02-29T14:15:22Z", "2022-04-31T14:15:22Z", "2022-05-05T24:15:22Z", "2022-05-05T14:60:22Z",
      "2022-05-05T14:15:61Z", "2022-05-31T14:15:60Z", "2016-12-30T23:59:60Z", "2016-12-31T23:59:60-01:00",
      "2022-05-05T14:15:22.Z", "2022-05-05T14:15:22+2:00", "2022-05-05T14:15:22+0200",
      "2022-05-05T14:15:22+24:00", "+022-05-05T14:15:22Z", "２022-05-05T14:15:22Z", "2022-05-05T14:15:22ZZ",
    ])
  func refused(text: String) {
    #expect(Timestamp(text) == nil)
  }
}
