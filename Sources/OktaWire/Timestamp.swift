package import struct Foundation.Date
import Model

/// A moment as the API writes it: RFC 3339, section 5.6 (contract format `date-time`), kept to the millisecond.
package struct Timestamp: Hashable, Sendable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  package var milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// What RFC 3339 can write: the first and the last millisecond of the years 1 to 9999.
  private static let writable: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// The last whole millisecond at or before `date`; a date outside the years 1 to 9999 is the nearest moment of them, and
  /// one that is not a number is the first.
  package init(_ date: Date) {
    // A date in this century is exact to 0.0003 ms: the added thousandth keeps 1.234 s from becoming 1.233 s.
    let milliseconds = (date.timeIntervalSince1970 * 1000 + 0.001).rounded(.down)
    let (first, last) = (Double(Self.writable.lowerBound), Double(Self.writable.upperBound))
    self.init(milliseconds: milliseconds > first ? Int64(min(milliseconds, last)) : Self.writable.lowerBound)
  }

  package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

  package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}

// MARK: Reading

extension Timestamp {
  /// `nil` where `text` is not exactly one RFC 3339 date-time. Digits of a fraction behind the third are cut off;
  /// a second 60, where a leap second can be (`DateTimeText`), is the first of the next minute.
  package init?(_ text: String) {
    var text = text
    guard let milliseconds = text.withUTF8({ DateTimeText.milliseconds(of: $0) }) else { return nil }
    self.init(milliseconds: milliseconds)
  }
}

// MARK: Writing

extension Timestamp {
  /// The moment in UTC: with three digits of fraction, or with none where they are zero. A moment outside the years 1 to
  /// 9999, which arithmetic can lead to, is written as the nearest of them.
  package var text: String {
    let written = min(max(milliseconds, Self.writable.lowerBound), Self.writable.upperBound)
    let date = CivilDay(containing: written)
    let (seconds, fraction) = (written - date.number * 86_400_000).quotientAndRemainder(dividingBy: 1000)
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.digits(2) }.joined(separator: ":")
    let end = fraction == 0 ? "Z" : ".\(fraction.digits(3))Z"
    return "\(date.year.digits(4))-\(date.month.digits(2))-\(date.day.digits(2))T\(time)\(end)"
  }
}

extension Timestamp: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let moment = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not a valid RFC 3339 date-time")
    }
    self = moment
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
