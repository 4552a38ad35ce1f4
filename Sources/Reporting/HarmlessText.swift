extension StringProtocol {
  /// The text with a visible character in place of each one that a terminal would obey: control pictures
  /// (U+2400 block) for C0 controls, U+FFFD for C1 controls, line separators and changes of the direction of writing.
  package var harmless: String {
    guard unicodeScalars.contains(where: \.isObeyedByTerminals) else { return String(self) }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.isObeyedByTerminals ? $0.picture : $0 }))
  }
}

extension Unicode.Scalar {
  fileprivate var isObeyedByTerminals: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  fileprivate var picture: Unicode.Scalar {
    switch value {
    case 0..<0x20: Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    default: "\u{FFFD}"
    }
  }
}
