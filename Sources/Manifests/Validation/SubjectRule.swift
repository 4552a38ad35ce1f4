import Foundation
import RequestModel

/// A subject has 1–250 code points (contract schema `request-subject`), one of them at least no white space. It is what
/// finds an existing request, so that it must come back from an org as it was sent: one line, without white space at its
/// ends and without control characters.
enum SubjectRule {
  @inline(__always)
  static func isValid(_ node: WrittenNode, _ findings: Findings) -> Bool {
    guard let text = TemplateRule.text(node, as: "subject", findings) else { return false }
    guard text.hasLength(upTo: ManifestLanguage.subjectLength) else {
      LengthRule.report(.subjectLength, "a subject", text, at: node, most: ManifestLanguage.subjectLength, findings)
      return false
    }
    return FoldedSubject.isFolded(text.bytes) || hasValidCharacters(text, at: node, findings)
  }

  private static func hasValidCharacters(_ text: WrittenText, at node: WrittenNode, _ findings: Findings) -> Bool {
    let scalars = text.string.unicodeScalars
    let start = scalars.firstIndex { !$0.properties.isWhitespace }
    guard let start, let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else {
      findings.add(.subjectBlank, at: node.range, "a subject cannot be white space only")
      return false
    }
    let inner = scalars[start...last]
    let outer = [scalars[..<start], scalars[last...].dropFirst()]
    let before = findings.breaches
    let breaksAtEnd = outer.joined().contains(where: \.isLineBreak)
    if breaksAtEnd || inner.contains(where: \.isLineBreak) {
      findings.add(
        .subjectLineBreak, at: node.range,
        breaksAtEnd && !inner.contains(where: \.isLineBreak)
          ? "a subject cannot begin or end with a line break" : "a subject is one line, this has a line break",
        hint: lineBreakHint(node, isWithin: inner.contains(where: \.isLineBreak)))
    } else if outer.contains(where: { !$0.isEmpty }) {
      findings.add(
        .subjectSpace, at: node.range, "a subject cannot begin or end with white space", hint: "take it out")
    }
    if let control = inner.first(where: { $0.isControl && !$0.isLineBreak }) {
      findings.add(
        .subjectControl, at: node.range, "a subject cannot hold the control character \(control.codePointName)",
        hint: control == "\t" ? "write a space" : "take it out")
    }
    guard findings.breaches == before else { return false }
    warnOfForm(scalars, at: node, findings)
    return true
  }

  private static func lineBreakHint(_ node: WrittenNode, isWithin: Bool) -> String {
    if !node.isBlock { return "write it on one line" }
    return isWithin
      ? "fold it to one line: `subject: >-`" : "write `subject: |-`, or fold it to one line: `subject: >-`"
  }

  /// What the org may store is still found again, since subjects are compared folded (`FoldedSubject`); whoever reads it
  /// there may wonder.
  private static func warnOfForm(
    _ scalars: String.UnicodeScalarView, at node: WrittenNode, _ findings: Findings
  ) {
    let beyond = scalars.first { $0.value > 0xFFFF }
    let text = String(scalars)
    let isComposed = text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(text.utf8)
    guard beyond != nil || !isComposed else { return }
    var reasons: [String] = []
    if let beyond {
      reasons.append("Okta supports only characters of up to 3 bytes in UTF-8, and \(beyond.codePointName) has 4")
    }
    if !isComposed { reasons.append("it may normalize the text, which is not in Unicode NFC") }
    findings.warn(
      .subjectForm, at: node.standing, "an org may store this subject otherwise: \(reasons.joined(separator: "; "))",
      hint: beyond != nil ? "write it without such characters" : "write it with composed characters (NFC)")
  }
}

extension Unicode.Scalar {
  /// Where Unicode has a line end (UAX 14: LF, VT, FF, CR, NEL, LS, PS).
  var isLineBreak: Bool {
    switch value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  var isControl: Bool { properties.generalCategory == .control }

  /// `U+0007`: at least four digits.
  var codePointName: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
