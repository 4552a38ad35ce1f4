import RequestModel

/// What a document declares before its requests, validated.
struct DocumentHeader {
  let types: RequestTypes
  let defaults: Defaults

  init(_ written: RawHeader, findings: Findings) {
    types = RequestTypesRule.read(written.requestTypes, findings: findings)
    defaults = Defaults(written.defaults, types, findings: findings)
  }
}

/// The header's values before validation, and their buffer if they have to outlive it.
struct RawHeader {
  var requestTypes: YAMLNode?
  var defaults: YAMLNode?
  var owner: NodeBuffer?

  var isEmpty: Bool { requestTypes == nil && defaults == nil }
}

/// `apiVersion` and `kind`: which language the document is written in.
enum DocumentKindRule {
  static func checkVersion(_ node: YAMLNode, findings: Findings) {
    check(node, is: ManifestLanguage.apiVersion, .apiVersion, findings: findings)
  }

  static func checkKind(_ node: YAMLNode, findings: Findings) {
    check(node, is: ManifestLanguage.kind, .kind, findings: findings)
  }

  private static func check(_ node: YAMLNode, is expected: String, _ code: DiagnosticCode, findings: Findings) {
    guard !node.isNull else { return }
    guard let text = KindRule.text(node, as: code == .kind ? "kind" : "apiVersion", findings: findings) else { return }
    guard !text.bytes.elementsEqual(expected.utf8) else { return }
    findings.add(
      code, at: node.range, "unsupported \(code == .kind ? "kind" : "apiVersion") \(text.quoted); expected \(expected)",
      hint: "write \(expected)")
  }
}
