import Foundation
import RequestModel

/// A subject has 1–250 code points (contract schema `request-subject`), one of them at least no white space. It is what
/// finds an existing request, so that it must come back from an org as it was sent: one line, without white space at its
/// ends and without control characters.
enum SubjectRule {
  @inline(__always)
  static func isValid(_ node: YAMLNode, _ findings: Findings) -> Bool {
    guard let text = TemplateRule.text(node, as: "subject", findings) else { return false }
    guard text.hasLength(upTo: RequestLimits.subject) else {
      LengthRule.report(.subjectLength, "a subject", text, at: node, most: RequestLimits.subject, findings)
      return false
    }
    return FoldedSubject.isFolded(text.bytes) || hasValidCharacters(text, at: node, findings)
  }

  private static func hasValidCharacters(_ text: YAMLText, at node: YAMLNode, _ findings: Findings) -> Bool {
    let subject = text.string
    let flaws = SubjectFlaw.flaws(of: subject)
    for flaw in flaws { report(flaw, at: node, findings) }
    if flaws.isEmpty { warnOfForm(subject.unicodeScalars, at: node, findings) }
    return flaws.isEmpty
  }

  private static func report(_ flaw: SubjectFlaw, at node: YAMLNode, _ findings: Findings) {
    switch flaw {
    case .blank: findings.add(.subjectBlank, at: node.range, flaw.text)
    case .lineBreak(let isWithin):
      findings.add(.subjectLineBreak, at: node.range, flaw.text, hint: lineBreakHint(node, isWithin: isWithin))
    case .outerSpace: findings.add(.subjectSpace, at: node.range, flaw.text, hint: "take it out")
    case .control(let control):
      findings.add(
        .subjectControl, at: node.range, flaw.text, hint: control == "\t" ? "write a space" : "take it out")
    }
  }

  private static func lineBreakHint(_ node: YAMLNode, isWithin: Bool) -> String {
    if !node.isBlock { return "write it on one line" }
    return isWithin
      ? "fold it to one line: `subject: >-`" : "write `subject: |-`, or fold it to one line: `subject: >-`"
  }

  /// What the org may store is still found again, since subjects are compared folded (`FoldedSubject`); whoever reads it
  /// there may wonder.
  private static func warnOfForm(
    _ scalars: String.UnicodeScalarView, at node: YAMLNode, _ findings: Findings
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
      .subjectForm, at: node.usageRange, "an org may store this subject otherwise: \(reasons.joined(separator: "; "))",
      hint: beyond != nil ? "write it without such characters" : "write it with composed characters (NFC)")
  }
}
