/// An RFC 3339 date-time (section 5.6, `date-time`), read field by field: the moments of the API, and what the contract's
/// `format: date-time` asks of a DATE-TIME value; a profile of ISO 8601.
///
/// A second 60 is taken where a leap second can be: 23:59:60 UTC at the end of a month (section 5.7).
package struct DateTimeText {
  /// Code points of the longest value, whatever its fraction (contract schema `field-date-time-value`).
  private static let maximumLength = 1_000

  private var rest: UnsafeBufferPointer<UInt8>.SubSequence

  private init(_ text: UnsafeBufferPointer<UInt8>) { rest = text[...] }

  /// Whether these bytes are a DATE-TIME value.
  package static func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count <= maximumLength && milliseconds(of: text) != nil
  }

  /// Milliseconds since 1970-01-01T00:00:00Z; `nil` where the bytes are not exactly one date-time. Digits of a fraction
  /// after the third are cut off; a second 60 is the first of the next minute.
  package static func milliseconds(of text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var parser = DateTimeText(text)
    return parser.milliseconds()
  }

  /// How to correct a text that is not one.
  package static func hint(for text: UnsafeBufferPointer<UInt8>) -> String {
    let written = String(decoding: text.prefix(32), as: UTF8.self)
    if isDate(text) { return "add a time and an offset: \(written)T00:00:00Z" }
    let moments = SpreadsheetDate.readings(of: written)
    return "write it as \(moments.isEmpty ? "2027-05-05T14:15:22Z" : moments.joined(separator: " or "))"
  }

  private static func isDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count == 10 else { return false }
    var parser = DateTimeText(text)
    return parser.date() != nil && parser.rest.isEmpty
  }

  private mutating func milliseconds() -> Int64? {
    guard let date = date(), take("T") || take("t"), let hour = number(2, in: 0...23), take(":"),
      let minute = number(2, in: 0...59), take(":"), let second = number(2, in: 0...60),
      let fraction = fraction(), let offset = offset(), rest.isEmpty
    else { return nil }
    let minuteOfDay = hour * 60 + minute - offset
    guard second < 60 || Self.canLeap(date, minuteOfDay: minuteOfDay) else { return nil }
    return ((date.number * 1_440 + minuteOfDay) * 60 + second) * 1_000 + fraction
  }

  private mutating func date() -> CivilDay? {
    guard let year = number(4, in: 0...9999), take("-"), let month = number(2, in: 1...12), take("-"),
      let day = number(2, in: 1...CivilDay.count(ofMonth: month, year: year))
    else { return nil }
    return CivilDay(year: year, month: month, day: day)
  }

  /// Milliseconds: 0 where there is no point, `nil` where no digit follows it.
  private mutating func fraction() -> Int64? {
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
  private mutating func offset() -> Int64? {
    if take("Z") || take("z") { return 0 }
    let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(2, in: 0...23), take(":"), let minutes = number(2, in: 0...59) else {
      return nil
    }
    return sign * (hours * 60 + minutes)
  }

  /// Whether the minute, counted in UTC from the start of `date`, is the last one of a month.
  private static func canLeap(_ date: CivilDay, minuteOfDay: Int64) -> Bool {
    let last = CivilDay.count(ofMonth: date.month, year: date.year)
    switch minuteOfDay {
    case -1: return date.day == 1
    case 1_439: return date.day == last
    case 2_879: return date.day == last - 1
    default: return false
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func digit() -> Int64? {
    guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    rest.removeFirst()
    return Int64(byte - UInt8(ascii: "0"))
  }

  /// Exactly `count` digits.
  private mutating func number(_ count: Int, in range: ClosedRange<Int64>) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return range.contains(value) ? value : nil
  }
}
