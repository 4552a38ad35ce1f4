/// Cuts a filter into words and quoted values.
struct FilterWords {
  private var rest: Substring

  init(_ text: String) {
    rest = text[...]
    skipBlanks()
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// ASCII letters up to a blank; `nil` where something else stands.
  mutating func word() -> String? {
    take { $0.isASCII && $0.isLetter }
  }

  /// An attribute's name: ASCII letters and dots up to a blank; `nil` where something else stands.
  mutating func name() -> String? {
    take { $0.isASCII && $0.isLetter || $0 == "." }
  }

  private mutating func take(_ isFit: (Character) -> Bool) -> String? {
    let word = rest.prefix { $0 != " " }
    guard !word.isEmpty, word.allSatisfy(isFit) else { return nil }
    rest = rest.dropFirst(word.count)
    skipBlanks()
    return String(word)
  }

  /// The text between double quotes; a backslash takes a quote or a backslash as it is.
  mutating func quoted() -> String? {
    guard rest.first == "\"" else { return nil }
    rest.removeFirst()
    var text = ""
    while let character = rest.popFirst() {
      if character == "\"" {
        guard rest.isEmpty || rest.first == " " else { return nil }
        skipBlanks()
        return text
      }
      guard character == "\\" else {
        text.append(character)
        continue
      }
      guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else { return nil }
      text.append(escaped)
    }
    return nil
  }

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == " " }
  }
}
