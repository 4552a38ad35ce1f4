package import struct Foundation.Date
import RequestModel

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
    guard let milliseconds = text.withUTF8({ Self.milliseconds(of: $0) }) else { return nil }
    self.init(milliseconds: milliseconds)
  }

  private static func milliseconds(of bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = TimestampReader(bytes: bytes)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), reader.take("T") || reader.take("t"), let hour = reader.number(2), reader.take(":"),
      let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
      let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    guard (1...12).contains(month), (1...CivilDay.count(ofMonth: month, year: year)).contains(day),
      hour < 24, minute < 60, second < 60 || DateTimeText.accepts(bytes)
    else { return nil }
    let days = CivilDay.number(year: year, month: month, day: day)
    return (((days * 24 + hour) * 60 + minute - offset) * 60 + second) * 1000 + fraction
  }
}

/// Reads the parts of one timestamp from left to right.
private struct TimestampReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func digit() -> Int64? {
    guard position < bytes.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] else { return nil }
    defer { position += 1 }
    return Int64(bytes[position] - UInt8(ascii: "0"))
  }

  /// Exactly `count` digits.
  mutating func number(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Milliseconds: 0 where there is no point, `nil` where no digit follows it.
  mutating func fraction() -> Int64? {
    guard take(".") else { return 0 }
    guard let first = digit() else { return nil }
    var value = first * 100
    var weight: Int64 = 10
    while let next = digit() {
      value += next * weight
      weight /= 10
    }
    return value
  }

  /// Minutes east of UTC.
  mutating func offset() -> Int64? {
    if take("Z") || take("z") { return 0 }
    let sign: Int64
    if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
    guard let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }
}

// MARK: Writing

extension Timestamp {
  /// The moment in UTC: with three digits of fraction, or with none where they are zero. A moment outside the years 1 to
  /// 9999, which arithmetic can lead to, is written as the nearest of them.
  package var text: String {
    let written = min(max(milliseconds, Self.writable.lowerBound), Self.writable.upperBound)
    let (days, time) = written.quotientAndRemainder(flooringBy: 86_400_000)
    let (year, month, day) = CivilDay.date(number: days)
    let (seconds, fraction) = time.quotientAndRemainder(dividingBy: 1000)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24)
    bytes.append(year, digits: 4, end: "-")
    bytes.append(month, digits: 2, end: "-")
    bytes.append(day, digits: 2, end: "T")
    bytes.append(seconds / 3600, digits: 2, end: ":")
    bytes.append(seconds / 60 % 60, digits: 2, end: ":")
    bytes.append(seconds % 60, digits: 2, end: fraction == 0 ? "Z" : ".")
    if fraction != 0 { bytes.append(fraction, digits: 3, end: "Z") }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ value: Int64, digits: Int, end: Unicode.Scalar) {
    var weight: Int64 = 1
    for _ in 1..<digits { weight *= 10 }
    while weight > 0 {
      append(UInt8(ascii: "0") + UInt8(value / weight % 10))
      weight /= 10
    }
    append(UInt8(ascii: end))
  }
}

extension Int64 {
  fileprivate func quotientAndRemainder(flooringBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

extension Timestamp: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let moment = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is no RFC 3339 date-time")
    }
    self = moment
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
