/// Dates as spreadsheets write them into a file, which say a moment only to who knows the format.
enum SpreadsheetDate {
  /// Day 0 of the serial numbers in which Excel keeps dates (ECMA-376, 1900 date system, from March 1900 on).
  private static let firstDay = CivilDay(year: 1899, month: 12, day: 30).number
  /// Serial numbers from 2010 to 2079: others are rather numbers.
  private static let serials: ClosedRange<Int64> = 40_179...65_745

  /// The moments in UTC that a text may mean, the likeliest first: `12/01/2026` is in December or in January. Empty where it
  /// is nothing of the kind.
  static func readings(of text: String) -> [String] {
    if text.utf8.count == 5, let serial = Int64(text), serials.contains(serial) {
      return [CivilDay(containing: (firstDay + serial) * 86_400_000).text + "T00:00:00Z"]
    }
    let parts = text.split(separator: " ", maxSplits: 1)
    guard let date = parts.first, let time = parts.count == 1 ? "00:00:00" : time(parts[1]) else { return [] }
    return days(date).map { "\($0.text)T\(time)Z" }
  }

  private static func days(_ text: Substring) -> [CivilDay] {
    if let match = text.wholeMatch(of: /(\d{4})([.\/-])(\d{1,2})\2(\d{1,2})/) {
      return [day(match.output.1, month: match.output.3, match.output.4)].compactMap(\.self)
    }
    guard let match = text.wholeMatch(of: /(\d{1,2})([.\/-])(\d{1,2})\2((20)?\d{2})/) else { return [] }
    let (first, second) = (match.output.1, match.output.3)
    let year = "20" + match.output.4.suffix(2)
    let (monthFirst, dayFirst) = (day(year, month: first, second), day(year, month: second, first))
    let days = (match.output.2 == "." ? [dayFirst] : [monthFirst, dayFirst]).compactMap(\.self)
    return days.count == 2 && days[0] == days[1] ? [days[0]] : days
  }

  private static func day(_ year: some StringProtocol, month: Substring, _ day: Substring) -> CivilDay? {
    guard let year = Int64(year), let month = Int64(month), let day = Int64(day), (1...12).contains(month),
      (1...CivilDay.count(ofMonth: month, year: year)).contains(day)
    else { return nil }
    return CivilDay(year: year, month: month, day: day)
  }

  /// `2:15 PM` as `14:15:00`; `nil` where it is not a time.
  private static func time(_ text: Substring) -> String? {
    guard let match = text.wholeMatch(of: /(\d{1,2}):(\d{2})(:(\d{2}))?( ?([AaPp])[Mm])?/),
      let written = Int64(match.output.1),
      let minute = Int64(match.output.2), let second = Int64(match.output.4 ?? "0"), minute < 60, second < 60
    else { return nil }
    let half = match.output.6?.lowercased()
    guard half == nil ? written < 24 : (1...12).contains(written) else { return nil }
    let hour = half == nil ? written : written % 12 + (half == "p" ? 12 : 0)
    return "\(hour.digits(2)):\(minute.digits(2)):\(second.digits(2))"
  }
}

extension CivilDay {
  /// `2026-12-01`
  var text: String { "\(Int(year).digits(4))-\(Int(month).digits(2))-\(Int(day).digits(2))" }
}
