extension StringProtocol {
  /// The text with a visible character in place of each one that a terminal would obey, line ends included: for one line.
  package var terminalSafe: String {
    guard unicodeScalars.contains(where: \.isObeyedByTerminals) else { return String(self) }
    return String(String.UnicodeScalarView(unicodeScalars.map(\.terminalSafe)))
  }
}

extension Unicode.Scalar {
  /// Whether a terminal acts on the character instead of showing it: C0 and C1 controls (ECMA-48), line separators,
  /// changes of the direction of writing (Unicode Standard Annex 9), and the byte-order mark. The only such table.
  package var isObeyedByTerminals: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  /// The character itself, or a visible one where terminals obey it: control pictures (U+2400 block) for C0 controls,
  /// U+FFFD for all others.
  package var terminalSafe: Unicode.Scalar {
    switch value {
    case 0..<0x20: Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    default: isObeyedByTerminals ? "\u{FFFD}" : self
    }
  }
}
