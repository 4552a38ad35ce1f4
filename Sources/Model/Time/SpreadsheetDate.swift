/// Dates as spreadsheets write them into a file, which say a day only to who knows the format.
enum SpreadsheetDate {
  /// Day 0 of the serial numbers in which Excel keeps dates (ECMA-376, 1900 date system, from March 1900 on).
  private static let firstDay = CivilDay(year: 1899, month: 12, day: 30).number
  /// Serial numbers from 2010 to 2079: others are rather numbers.
  private static let serials: ClosedRange<Int64> = 40_179...65_745

  /// The days that a text may mean, the likeliest first: `12/01/2026` is in December or in January. Empty where it is
  /// nothing of the kind.
  static func readings(of text: String) -> [CivilDay] {
    if text.utf8.count == 5, let serial = Int64(text), serials.contains(serial) {
      return [CivilDay(containing: (firstDay + serial) * 86_400_000)]
    }
    guard let match = text.wholeMatch(of: /(\d{1,2})([.\/-])(\d{1,2})\2(\d{4})/),
      let first = Int64(match.output.1), let second = Int64(match.output.3), let year = Int64(match.output.4)
    else { return [] }
    let monthFirst = day(year, month: first, second)
    let dayFirst = day(year, month: second, first)
    let readings = match.output.2 == "." ? [dayFirst] : [monthFirst, dayFirst]
    let days = readings.compactMap(\.self)
    return days.count == 2 && days[0] == days[1] ? [days[0]] : days
  }

  private static func day(_ year: Int64, month: Int64, _ day: Int64) -> CivilDay? {
    guard (1...12).contains(month), (1...CivilDay.count(ofMonth: month, year: year)).contains(day) else { return nil }
    return CivilDay(year: year, month: month, day: day)
  }
}

extension CivilDay {
  /// `2026-12-01`
  var text: String { "\(Int(year).digits(4))-\(Int(month).digits(2))-\(Int(day).digits(2))" }
}
