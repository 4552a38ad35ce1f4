extension Duration {
  /// What `init(text:)` reads, for messages.
  package static let textForm = "a time such as 500ms, 5s, 10m or 1h"

  /// Reads `500ms`, `1.5s`, `10m`, `2h` or `1h30m`: numbers with a unit each, the larger unit first, of at most a year
  /// together; `nil` where `text` is anything else.
  package init?(text: Substring) {
    var units: [(name: String, seconds: Double)] = [("h", 3600), ("m", 60), ("s", 1), ("ms", 0.001)]
    var rest = text
    var seconds = 0.0
    repeat {
      let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      let name = rest.dropFirst(digits.count).prefix { $0.isLetter }
      guard digits.last != ".", let number = Double(digits), let unit = units.firstIndex(where: { $0.name == name })
      else { return nil }
      seconds += number * units[unit].seconds
      units.removeFirst(unit + 1)
      rest = rest.dropFirst(digits.count + name.count)
    } while !rest.isEmpty
    guard seconds <= 366 * 86_400 else { return nil }
    self = .seconds(seconds)
  }
}
