import RequestModel

/// What a document says before its requests, as meant.
struct DocumentHeader {
  let types: RequestTypes
  let defaults: Defaults

  init(_ written: HeaderAsWritten, _ findings: Findings) {
    types = RequestTypesRule.read(written.requestTypes, findings)
    defaults = Defaults(written.defaults, types, findings)
  }
}

/// The header's values as written, and the buffer they stand in where they have to outlive it.
struct HeaderAsWritten {
  var requestTypes: YAMLNode?
  var defaults: YAMLNode?
  var owner: WrittenEvents?

  var isEmpty: Bool { requestTypes == nil && defaults == nil }
}

/// `apiVersion` and `kind`: which language the document is written in.
enum DocumentKindRule {
  static func checkVersion(_ node: YAMLNode, _ findings: Findings) {
    check(node, is: ManifestLanguage.apiVersion, .apiVersion, findings)
  }

  static func checkKind(_ node: YAMLNode, _ findings: Findings) {
    check(node, is: ManifestLanguage.kind, .kind, findings)
  }

  private static func check(_ node: YAMLNode, is expected: String, _ code: DiagnosticCode, _ findings: Findings) {
    guard !node.isNull else { return }
    guard let text = KindRule.text(node, as: code == .kind ? "kind" : "apiVersion", findings) else { return }
    guard !text.bytes.elementsEqual(expected.utf8) else { return }
    findings.add(
      code, at: node.range, "\(code == .kind ? "kind" : "apiVersion") is \(text.shown), this reads \(expected)",
      hint: "write \(expected)")
  }
}
