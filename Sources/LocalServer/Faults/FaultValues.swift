import RequestModel

/// Parsers for the values of a fault plan. All numbers are plain ASCII, without exponents and white space.
enum FaultValues {
  /// `5%`, or a number of calls.
  static func chance(_ text: Substring) -> FaultPlan.Chance? {
    if let share = share(text) { return .share(share) }
    guard text.utf8.count <= 9, text.utf8.allSatisfy(isDigit), let count = Int(text) else { return nil }
    return .first(count)
  }

  /// `0%` to `100%`, as a number from 0 to 1.
  static func share(_ text: Substring) -> Double? {
    guard text.last == "%", let percent = decimal(text.dropLast()), percent <= 100 else { return nil }
    return percent / 100
  }

  /// A time with an optional sign, in seconds.
  static func signedSeconds(_ text: Substring) -> Double? {
    let isNegative = text.first == "-"
    let length = Duration(text: isNegative || text.first == "+" ? text.dropFirst() : text)
    return length.map { isNegative ? -$0.inSeconds : $0.inSeconds }
  }

  /// At most nine digits, optionally followed by a point and at most nine more.
  private static func decimal(_ text: Substring) -> Double? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2,
      parts.allSatisfy({ (1...9).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) })
    else { return nil }
    return Double(text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
