/// Whether a text may carry colours: decided once for each stream, by whoever knows what reads it.
package struct Styling: Hashable, Sendable {
  /// The basic colours of a terminal (ECMA-48, section 8.3.117), which every theme maps to something readable.
  package enum Ink: String, Hashable, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  package var isColoured: Bool

  package init(isColoured: Bool) {
    self.isColoured = isColoured
  }

  /// Text alone.
  package static let plain = Styling(isColoured: false)
  package static let coloured = Styling(isColoured: true)

  /// `text` in these inks, or `text` itself where there are no colours.
  package func paint(_ text: String, _ inks: Ink...) -> String {
    guard isColoured, !text.isEmpty else { return text }
    return "\u{1B}[\(inks.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
  }
}
