import Model

/// A text as a YAML scalar, which every reader takes for exactly that text: plain where nothing else could be meant, a
/// literal block where it has several lines, else in double quotes. Only U+0000 cannot be written (`ManifestText.flaw`).
package enum YAMLScalar {
  /// The text on one line, for a value, for an item of a list, also one in brackets, and for a key.
  package static func line(_ text: String) -> String {
    isPlain(text.unicodeScalars) ? text : quoted(text.unicodeScalars)
  }

  /// The text where a value or an item of a list stands; `indentation` counts the spaces before the lines of a block.
  package static func value(_ text: String, indentation: Int) -> String {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, let ending = blockEnding(of: text.unicodeScalars) else { return line(text) }
    if ending == .lineBreak { lines.removeLast() }
    let margin = String(repeating: " ", count: indentation)
    return ending.indicator + lines.map { $0.isEmpty ? "\n" : "\n\(margin)\(String($0))" }.joined()
  }

  /// The key and what leads to its value, which follows after a space or on lines of its own. libyaml takes a key of more
  /// than 1,024 characters only with a question mark before it.
  package static func key(_ text: String, indentation: Int) -> String {
    let line = line(text)
    return line.utf8.count <= 1_000 ? "\(line):" : "? \(line)\n\(String(repeating: " ", count: indentation)):"
  }
}

// MARK: - Plain

extension YAMLScalar {
  /// Letters, digits and what has no meaning in YAML, and no word or number that some readers take for another type.
  private static func isPlain(_ text: String.UnicodeScalarView) -> Bool {
    guard let first = text.first, let last = text.last, mayBegin(first), last != " ", last != ":" else { return false }
    var previous = first
    for scalar in text {
      guard mayContain(scalar), previous != ":" || mayFollowColon(scalar), !(scalar == "#" && previous == " ") else {
        return false
      }
      previous = scalar
    }
    return !isTyped(String(text))
  }

  private static func mayBegin(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "/", "(": true
    default: scalar.value > 0x7F && scalar.properties.isAlphabetic
    }
  }

  /// As in times and addresses; libyaml ends a plain scalar at others, or refuses it.
  private static func mayFollowColon(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "/" || scalar.value <= 0x7F && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }

  private static func mayContain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ",", "[", "]", "{", "}", "\"", "`": false
    default: mayStand(scalar)
    }
  }

  /// Whether a character of a line may stand for itself: a reader of the file sees it, and libyaml takes it.
  static func mayStand(_ scalar: Unicode.Scalar) -> Bool {
    if (" "..."~").contains(scalar) { return true }
    guard scalar.value >= 0xA0, !scalar.isInvisible, !scalar.isObeyedByTerminals else { return false }
    return scalar.properties.generalCategory != .unassigned && scalar.properties.generalCategory != .privateUse
  }

  /// Whether a reader of YAML 1.1 or 1.2 may take the text for null, a truth value, a number or a date.
  private static func isTyped(_ text: String) -> Bool {
    if typedWords.contains(text.lowercased()) { return true }
    guard let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    if text.utf8.allSatisfy(numberBytes.contains) { return true }
    return Double(text.replacing("_", with: "")) != nil || text.hasPrefix("0o") || text.hasPrefix("0b")
  }

  /// Of whole numbers, dates and times.
  private static let numberBytes = Set("0123456789:.-_+".utf8)

  /// YAML 1.1, types null, bool and float; YAML 1.2.2, section 10.3.
  private static let typedWords: Set<String> = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan", "infinity",
  ]
}

// MARK: - Literal block

extension YAMLScalar {
  private enum BlockEnding {
    case none, lineBreak

    var indicator: String { self == .none ? "|-" : "|" }
  }

  /// How a literal block writes the end of the text; `nil` where one cannot hold the text, or hides what is in it.
  private static func blockEnding(of text: String.UnicodeScalarView) -> BlockEnding? {
    guard let first = text.first, first != " ", first != "\n", !holdsCommand(String(text)) else { return nil }
    var previous = first
    for scalar in text {
      if scalar == "\n" ? previous == " " : !mayStand(scalar) { return nil }
      previous = scalar
    }
    guard previous == "\n" else { return previous == " " ? nil : BlockEnding.none }
    return text.dropLast().last == "\n" ? nil : .lineBreak
  }
}

// MARK: - Double quotes

extension YAMLScalar {
  /// What a reader would not see, and what libyaml, a terminal or a CI system would take for something else, is escaped
  /// (YAML 1.2.2, section 5.7).
  private static func quoted(_ text: String.UnicodeScalarView) -> String {
    var quoted = "\""
    for index in text.indices {
      let scalar = text[index]
      switch scalar {
      case "#" where text[index...].dropFirst().makesCICommandOfHash: quoted += escaped(scalar)
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted += mayStand(scalar) ? String(scalar) : escaped(scalar)
      }
    }
    return quoted + "\""
  }

  /// Whether a CI system that reads what a job prints would take a line of the text for a command.
  private static func holdsCommand(_ text: String) -> Bool { text.withoutCICommands != text }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    scalar.value > 0xFFFF
      ? "\\U" + scalar.value.digits(8, radix: 16, uppercase: true)
      : "\\u" + scalar.value.digits(4, radix: 16, uppercase: true)
  }
}
