import Model

/// The result of checking an optional part.
enum Checked<Value> {
  /// Missing or null.
  case absent
  /// Reported by a finding.
  case invalid
  case valid(Value)
}

/// Which kind of node is expected where.
enum KindRule {
  @inline(__always)
  static func text(_ node: YAMLNode, as what: @autoclosure () -> String, findings: Findings) -> YAMLText? {
    if !node.isNull, let text = node.bytes { return text }
    report(node, what(), expected: "text", findings: findings)
    return nil
  }

  @inline(__always)
  static func isList(_ node: YAMLNode, as what: @autoclosure () -> String, findings: Findings) -> Bool {
    if node.kind == .sequence { return true }
    report(
      node, what(), expected: "a list", hint: node.kind == .scalar && !node.isNull ? "write [\(node.plain)]" : nil,
      findings: findings)
    return false
  }

  @inline(__always)
  static func isMapping(_ node: YAMLNode, as what: @autoclosure () -> String, findings: Findings) -> Bool {
    if node.kind == .mapping { return true }
    report(node, what(), expected: "a mapping", findings: findings)
    return false
  }

  private static func report(
    _ node: YAMLNode, _ what: String, expected: String, hint: String? = nil, findings: Findings
  ) {
    if node.kind == .broken { return }
    findings.add(
      .wrongKind, at: node.range, "expected \(expected) for \(what), found \(node.kindDescription)", hint: hint)
  }
}

extension YAMLNode {
  /// A scalar's text without the quotes of `quoted`, for a hint that repeats it.
  var plain: String { String(quoted.dropFirst().dropLast()) }
}
