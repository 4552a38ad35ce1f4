import Model

/// Text of others as Markdown, which it can neither format nor leave.
enum MarkdownText {
  /// Plain text: nothing in it is a link, a mention, a reference or a mark.
  static func plain(_ text: String) -> String {
    // GitHub looks for a user, an issue or another merge request after these; a word joiner ends the search.
    entities(text).replacing("&#64;", with: "&#64;&#8288;").replacing("&#35;", with: "&#35;&#8288;")
  }

  /// The same in a fixed-width font, where no name is looked for.
  static func code(_ text: String) -> String { text.isEmpty ? "" : "<code>\(entities(text))</code>" }

  /// A character reference for each character that may mean something; letters, digits and a few signs stay.
  private static func entities(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.map(\.terminalSafe) {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", ".", ",", ";", "/", "?", "'", "=", "%", "$", "-", "(", ")":
        result.unicodeScalars.append(scalar)
      // After a colon a space ends what may be an address or an emoji.
      case " ": result = result.hasSuffix("&#58;") ? result.dropLast(5) + ": " : result + " "
      case _ where scalar.value > 0x7F: result.unicodeScalars.append(scalar)
      default: result += "&#\(scalar.value);"
      }
    }
    return result
  }
}
