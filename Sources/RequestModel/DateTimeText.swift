/// An RFC 3339 date-time (section 5.6, `date-time`), checked field by field: what the contract's `format: date-time`
/// asks of a DATE-TIME value, and a profile of ISO 8601.
///
/// A second 60 is taken where a leap second can be: 23:59:60 UTC at the end of a month (section 5.7).
package struct DateTimeText {
  /// Code points of the maximumLength value, whatever its fraction (contract schema `field-date-time-value`).
  private static let maximumLength = 1_000

  private var rest: UnsafeBufferPointer<UInt8>.SubSequence

  private init(_ text: UnsafeBufferPointer<UInt8>) { rest = text[...] }

  /// Whether these bytes are a date-time.
  package static func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count <= maximumLength else { return false }
    var parser = DateTimeText(text)
    return parser.isDateTime()
  }

  /// What to do about a text that is none.
  package static func hint(for text: UnsafeBufferPointer<UInt8>) -> String {
    isDate(text)
      ? "add a time and an offset: \(String(decoding: text, as: UTF8.self))T00:00:00Z"
      : "write it as 2027-05-05T14:15:22Z"
  }

  private static func isDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count == 10 else { return false }
    var parser = DateTimeText(text)
    return parser.date() != nil && parser.rest.isEmpty
  }

  private mutating func isDateTime() -> Bool {
    guard let date = date(), take("T") || take("t") else { return false }
    guard let hour = number(2, in: 0...23), take(":"), let minute = number(2, in: 0...59), take(":"),
      let second = number(2, in: 0...60)
    else { return false }
    if take("."), digits() == 0 { return false }
    guard let offset = offset(), rest.isEmpty else { return false }
    return second < 60 || Self.canLeap(date, minuteOfDay: hour * 60 + minute - offset)
  }

  private typealias Day = (year: Int, month: Int, day: Int)

  private mutating func date() -> Day? {
    guard let year = number(4, in: 0...9999), take("-"), let month = number(2, in: 1...12), take("-"),
      let day = number(2, in: 1...Self.days(in: month, of: year))
    else { return nil }
    return (year, month, day)
  }

  /// Minutes east of UTC.
  private mutating func offset() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(2, in: 0...23), take(":"), let minutes = number(2, in: 0...59) else {
      return nil
    }
    return sign * (hours * 60 + minutes)
  }

  /// Whether the minute, counted in UTC from the start of `day`, is the last one of a month.
  private static func canLeap(_ day: Day, minuteOfDay: Int) -> Bool {
    let last = days(in: day.month, of: day.year)
    switch minuteOfDay {
    case -1: return day.day == 1
    case 1_439: return day.day == last
    case 2_879: return day.day == last - 1
    default: return false
    }
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// How many ASCII digits were there, all taken.
  private mutating func digits() -> Int {
    let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    rest.removeFirst(count)
    return count
  }

  private mutating func number(_ count: Int, in range: ClosedRange<Int>) -> Int? {
    var value = 0
    for _ in 0..<count {
      guard let digit = rest.popFirst(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return range.contains(value) ? value : nil
  }
}
