/// Whether a text may carry colors: decided once for each stream, by whoever knows what reads it.
package struct Styling: Hashable, Sendable {
  /// The basic colors of a terminal (ECMA-48, section 8.3.117), which every theme maps to something readable.
  package enum Color: String, Hashable, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  /// Whether `paint` adds colors.
  package var usesColor: Bool

  package init(usesColor: Bool) {
    self.usesColor = usesColor
  }

  /// Text alone.
  package static let plain = Styling(usesColor: false)
  /// Text with colors, for terminals.
  package static let colored = Styling(usesColor: true)

  /// `text` in these colors, or `text` itself where there are no colors.
  package func paint(_ text: String, _ colors: Color...) -> String {
    guard usesColor, !text.isEmpty else { return text }
    return "\u{1B}[\(colors.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
  }
}
