import Model

/// What plain text cannot begin with: characters that look like indentation or quotes and are neither. Text that needs them
/// is quoted.
enum PlainScalarStart {
  /// Returns `true` with a finding; no other rule reports the text.
  static func rejects(_ text: UnsafeBufferPointer<UInt8>, at range: SourceRange, findings: Findings) -> Bool {
    // Enough for one character; a cut one after it does not matter.
    let beginning = String(decoding: UnsafeBufferPointer(rebasing: text.prefix(8)), as: UTF8.self)
    guard let first = beginning.unicodeScalars.first else { return false }
    if first == "\u{FEFF}" {
      findings.add(
        .byteOrderMark, at: range, "a byte order mark (U+FEFF) within the file",
        hint: "delete this invisible character, or quote text that needs it")
      return true
    }
    if first.isInvisible {
      findings.add(
        .invisibleCharacter, at: range, "text begins with \(Confusable.name(of: first))",
        hint: "\(Confusable.isSpace(first) ? "write plain spaces" : "delete it"), or quote text that needs it")
      return true
    }
    guard Confusable.isQuote(first), quotes(String(decoding: text, as: UTF8.self)) else { return false }
    findings.add(
      .smartQuotes, at: range, "\(first) is a typographic quote, which YAML does not treat as a quote",
      hint: "use \" instead, or put text that needs it in single quotes: '\(first)…'")
    return true
  }

  /// Whether text that begins with a typographic quote was intended to be quoted as a whole: it ends with one as well, or
  /// is truncated before its end.
  private static func quotes(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last, scalars.count > 1 else { return false }
    if Confusable.isQuote(last) { return true }
    return !Confusable.isApostrophe(first) && !scalars.dropFirst().contains(where: Confusable.isQuote)
  }
}

/// Characters that people and editors write instead of those of YAML.
enum Confusable {
  /// U+2018–U+201F.
  static func isQuote(_ scalar: Unicode.Scalar) -> Bool { (0x2018...0x201F).contains(scalar.value) }

  /// Single ones, which begin words as well.
  static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool { (0x2018...0x201B).contains(scalar.value) }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar != " " && scalar.properties.generalCategory == .spaceSeparator
  }

  static func name(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\u{A0}", "\u{202F}": "a no-break space (\(scalar.codePointName))"
    default: isSpace(scalar) ? "the space \(scalar.codePointName)" : "the invisible character \(scalar.codePointName)"
    }
  }
}
