import Model

/// A text as comments of YAML, of which no character can leave its comment.
package enum YAMLComment {
  /// A line of its own for each line of the text, each with `indentation` spaces before it and a line end.
  package static func lines(_ text: String, indentation: Int = 0) -> String {
    let margin = String(repeating: " ", count: indentation)
    return split(text).map { line in line.isEmpty ? "\(margin)#\n" : "\(margin)# \(line)\n" }.joined()
  }

  /// What follows a value on its line: two spaces and the comment; nothing for no text.
  package static func trailing(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "" }
    return "  # " + split(text).joined(separator: " ")
  }

  private static func split(_ text: String) -> [String] {
    let scalars = text.replacing("\r\n", with: "\n").unicodeScalars
    return scalars.split(omittingEmptySubsequences: false, whereSeparator: \.isLineBreak)
      .map { guarded(String(String.UnicodeScalarView($0)).visible) }
  }

  /// Editors obey comments that begin so: they name the schema of the file, which they fetch.
  private static func guarded(_ line: String) -> String {
    let words = line.lowercased().drop { $0 == " " || $0 == "#" }
    return words.hasPrefix("yaml-language-server") || words.hasPrefix("$schema") ? "| \(line)" : line
  }
}

extension String {
  /// The text with visible characters in place of those that no reader would see, or that libyaml or a terminal would not
  /// take for themselves.
  fileprivate var visible: String {
    unicodeScalars.contains { !YAMLScalar.mayStand($0) } ? unicodeScalars.map(Self.visible).joined() : self
  }

  private static func visible(_ scalar: Unicode.Scalar) -> String {
    if YAMLScalar.mayStand(scalar) { return String(scalar) }
    return scalar.isInvisible || scalar.value >= 0xA0 ? "<\(scalar.codePointName)>" : String(scalar.terminalSafe)
  }
}
