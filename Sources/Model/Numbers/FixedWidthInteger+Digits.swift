extension FixedWidthInteger {
  /// At least `count` digits, with zeros on the left.
  package func digits(_ count: Int, radix: Int = 10, uppercase: Bool = false) -> String {
    let text = String(self, radix: radix, uppercase: uppercase)
    return String(repeating: "0", count: Swift.max(0, count - text.utf8.count)) + text
  }
}
