import Foundation
import Model

/// A subject has 1–250 code points (contract schema `request-subject`), not all of them white space. Existing
/// requests are found by it, so that an org must return it as it was sent: one line, without white space at its ends and
/// without control characters.
enum SubjectRule {
  @inline(__always)
  static func isValid(_ node: YAMLNode, findings: Findings) -> Bool {
    guard let text = TemplateRule.text(node, as: "subject", findings: findings),
      LengthRule.check(
        .subjectLength, of: "subject", text, at: node, maximum: RequestLimits.subject, findings: findings)
    else { return false }
    return FoldedSubject.isFolded(text.bytes) || hasValidCharacters(text, at: node, findings: findings)
  }

  private static func hasValidCharacters(_ text: YAMLText, at node: YAMLNode, findings: Findings) -> Bool {
    let subject = text.string
    let flaws = SubjectFlaw.flaws(of: subject)
    for flaw in flaws { report(flaw, text, at: node, findings: findings) }
    if flaws.isEmpty { warnOfForm(subject.unicodeScalars, at: node, findings: findings) }
    return flaws.isEmpty
  }

  private static func report(_ flaw: SubjectFlaw, _ text: YAMLText, at node: YAMLNode, findings: Findings) {
    switch flaw {
    case .blank: findings.add(.subjectBlank, at: node.range, flaw.text)
    case .lineBreak(let isWithin):
      findings.add(.subjectLineBreak, at: node.range, flaw.text, hint: lineBreakHint(node, isWithin: isWithin))
    case .outerSpace: findings.add(.subjectSpace, at: node.range, flaw.text, hint: text.outerSpaceHint)
    case .control(let control):
      findings.add(
        .subjectControl, at: node.range, flaw.text, hint: control == "\t" ? "write a space" : "remove it")
    }
  }

  private static func lineBreakHint(_ node: YAMLNode, isWithin: Bool) -> String {
    if !node.isBlock { return "write it on one line" }
    return isWithin
      ? "fold it to one line: `subject: >-`" : "write `subject: |-`, or fold it to one line: `subject: >-`"
  }

  /// The request is still found, since subjects are compared folded (`FoldedSubject`), but its readers see another text.
  private static func warnOfForm(
    _ scalars: String.UnicodeScalarView, at node: YAMLNode, findings: Findings
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
      .subjectForm, at: node.usageRange, "an org may change this subject: \(reasons.joined(separator: "; "))",
      hint: beyond != nil ? "remove such characters" : "write it with composed characters (NFC)")
  }
}
