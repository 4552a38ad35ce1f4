extension StringProtocol {
  /// The text with a visible character in place of each one that a terminal would obey, line ends included: for one line.
  package var terminalSafe: String {
    guard unicodeScalars.contains(where: \.isObeyedByTerminals) else { return String(self) }
    return String(String.UnicodeScalarView(unicodeScalars.map(\.terminalSafe)))
  }

  /// How many cells of a terminal the text takes: what columns and lines are measured in.
  package var terminalCells: Int { unicodeScalars.reduce(0) { $0 + $1.terminalCells } }
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

extension Unicode.Scalar {
  /// Whether a character beyond ASCII shows nothing, looks like a space, or changes the direction of writing. The wide space
  /// of East Asian text (U+3000) can be seen.
  package var isInvisible: Bool {
    guard value > 0x7F, value != 0x3000 else { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: return true
    default: return properties.isDefaultIgnorableCodePoint
    }
  }

  /// The character itself, or visible text in place of one that a terminal would obey (`terminalSafe`) or a reader would not see
  /// (`<U+200B>`).
  package var visible: String { isInvisible ? "<\(codePointName)>" : String(terminalSafe) }

  /// How many cells of a terminal the character takes: 0 for marks that combine with the character before, 2 for wide ones
  /// (Unicode Standard Annex 11, East Asian Width).
  package var terminalCells: Int {
    if value < 0x300 { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide ? 2 : 1
    }
  }

  private var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0, 0x23F3, 0x25FD...0x25FE,
      0x2614...0x2615, 0x2648...0x2653, 0x267F, 0x2693, 0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
      0x26CE, 0x26D4, 0x26EA, 0x26F2...0x26F3, 0x26F5, 0x26FA, 0x26FD, 0x2705, 0x270A...0x270B, 0x2728, 0x274C,
      0x274E, 0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x27B0, 0x27BF, 0x2B1B...0x2B1C, 0x2B50, 0x2B55,
      0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF,
      0x1F004, 0x1F0CF, 0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
      0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4, 0x1F3F8...0x1F43E,
      0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A,
      0x1F595...0x1F596, 0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC, 0x1F6D0...0x1F6D2,
      0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB,
      0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
