import Model

/// The request type of an entry: an id, and the rules of its named type where it has one.
struct ResolvedType {
  /// `nil` if the named type has an invalid id.
  var id: RequestTypeBits?
  var named: NamedRequestType?
  /// Where it is written.
  var range: SourceRange

  /// Whether any key can be a prompt: no fields are declared, so that only the org knows them.
  var takesPrompts: Bool { !(named?.declaresFields ?? false) }
}

/// `requestType` is a name from `requestTypes`; `requestTypeId` is 24 hexadecimal digits
/// (contract schema `request-type-id`).
enum RequestTypeRule {
  static func check(_ reference: TypeReference, _ types: RequestTypes, findings: Findings) -> Checked<ResolvedType> {
    if reference.value.isNull { return .absent }
    switch reference.form {
    case .name: return checkName(reference.value, types, findings: findings)
    case .id: return checkID(reference.value, types, findings: findings)
    }
  }

  private static func checkName(
    _ node: YAMLNode, _ types: RequestTypes, findings: Findings
  ) -> Checked<ResolvedType> {
    guard let name = KindRule.text(node, as: "requestType", findings: findings) else { return .invalid }
    if let number = types.number(named: name) {
      let type = types.types[number]
      return .valid(ResolvedType(id: type.id, named: type, range: node.usageRange))
    }
    findings.add(
      .unknownRequestType, at: node.range,
      "unknown request type \(name.quoted): requestTypes of this document does not define it",
      hint: RequestTypeBits(name) != nil
        ? "use requestTypeId for an id" : findings.guess(name.short, among: types.typeNames))
    return .invalid
  }

  private static func checkID(
    _ node: YAMLNode, _ types: RequestTypes, findings: Findings
  ) -> Checked<ResolvedType> {
    guard let text = KindRule.text(node, as: "requestTypeId", findings: findings) else { return .invalid }
    guard let id = RequestTypeBits(text) else {
      report(
        text, at: node, types.number(named: text) != nil ? "use requestType for a name" : nil, findings: findings)
      return .invalid
    }
    return .valid(
      ResolvedType(id: id, named: types.number(with: id).map { types.types[$0] }, range: node.usageRange))
  }

  /// Checks the id that `requestTypes` gives a name.
  static func checkDeclaredID(_ node: YAMLNode, findings: Findings) -> RequestTypeBits? {
    guard let text = KindRule.text(node, as: "a request type's id", findings: findings) else { return nil }
    if let id = RequestTypeBits(text) { return id }
    report(text, at: node, nil, findings: findings)
    return nil
  }

  private static func report(_ text: YAMLText, at node: YAMLNode, _ hint: String?, findings: Findings) {
    findings.add(
      .requestTypeID, at: node.range,
      "\(text.quoted) is not a valid request type id: expected 24 hexadecimal digits, found \(text.lengthOrForm(is: 24))",
      hint: hint)
  }
}

extension YAMLText {
  /// Describes what is wrong with an id: its length, or, if that is right, its characters.
  func lengthOrForm(is length: Int) -> String {
    let count = codePointCount
    return count == length ? "other characters" : "\(count) character\(count == 1 ? "" : "s")"
  }
}
