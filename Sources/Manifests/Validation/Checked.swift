import RequestModel

/// What a rule made of a part that may be missing.
enum Checked<Value> {
  /// Not written, or no value.
  case absent
  /// Wrong; a finding tells so.
  case refused
  case accepted(Value)
}

/// Which kind of node is expected where.
enum KindRule {
  @inline(__always)
  static func text(_ node: YAMLNode, as what: @autoclosure () -> String, _ findings: Findings) -> YAMLText? {
    if !node.isNull, let text = node.bytes { return text }
    report(node, what(), "text", findings)
    return nil
  }

  @inline(__always)
  static func isList(_ node: YAMLNode, as what: @autoclosure () -> String, _ findings: Findings) -> Bool {
    if node.kind == .sequence { return true }
    report(node, what(), "a list", hint: node.kind == .scalar && !node.isNull ? "write [\(node.plain)]" : nil, findings)
    return false
  }

  @inline(__always)
  static func isMapping(_ node: YAMLNode, as what: @autoclosure () -> String, _ findings: Findings) -> Bool {
    if node.kind == .mapping { return true }
    report(node, what(), "a mapping", findings)
    return false
  }

  private static func report(
    _ node: YAMLNode, _ what: String, _ expected: String, hint: String? = nil, _ findings: Findings
  ) {
    if node.kind == .broken { return }
    findings.add(.wrongKind, at: node.range, "\(what) must be \(expected), this is \(node.noun)", hint: hint)
  }
}

extension YAMLNode {
  /// A scalar's text without the quotes of `shown`, for a hint that repeats it.
  fileprivate var plain: String { String(shown.dropFirst().dropLast()) }
}
