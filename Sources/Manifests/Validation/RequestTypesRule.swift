import Model

/// `requestTypes`: names for request types and for their requester fields.
enum RequestTypesRule {
  static func read(_ node: YAMLNode?, findings: Findings) -> RequestTypes {
    guard let node, !node.isNull, KindRule.isMapping(node, as: "requestTypes", findings: findings) else {
      return RequestTypes([])
    }
    return RequestTypes(node.pairs.compactMap { type(of: $0, findings: findings) })
  }

  private static func type(of pair: YAMLPair, findings: Findings) -> NamedRequestType? {
    guard let name = pair.key.bytes else { return nil }
    if name.isEmpty { NameRule.report(pair.key, "a request type's name", findings: findings) }
    let isMapping = KindRule.isMapping(pair.value, as: "the request type \(name.quoted)", findings: findings)
    var id: YAMLNode?
    var fields: YAMLNode?
    for part in pair.value.pairs {
      guard let key = part.key.bytes else { continue }
      switch RequestTypeKey.named(key) {
      case .id: id = id ?? part.value
      case .fields: fields = fields ?? part.value
      case nil: UnknownKeyRule.report(part.key, among: RequestTypeKey.self, of: "a request type", findings: findings)
      }
    }
    if isMapping { MissingKeyRule.check(id, RequestTypeKey.id, of: pair.value, findings: findings) }
    let isDeclared = fields.map { !$0.isNull } ?? false
    return NamedRequestType(
      name: name.string, id: id.flatMap { $0.isNull ? nil : RequestTypeRule.checkDeclaredID($0, findings: findings) },
      fields: isDeclared ? FieldDeclarationRule.read(fields, findings: findings) : [], declaresFields: isDeclared)
  }
}

/// Reports required keys without a value.
enum MissingKeyRule {
  /// Reports it at the first key of the mapping.
  static func check<Key: ManifestKey>(
    _ value: YAMLNode?, _ key: Key, of mapping: YAMLNode, findings: Findings
  ) {
    guard value?.isNull ?? true else { return }
    report(key.name, value, at: mapping.firstKeyRange, findings: findings)
  }

  static func report(
    _ key: String, _ value: YAMLNode?, at range: SourceRange, findings: Findings
  ) {
    findings.add(
      .missingKey, at: range, "missing required key \"\(key)\"",
      notes: value.map { [findings.note("\(key) is written here without a value", at: $0.usageRange.start)] } ?? [])
  }
}
