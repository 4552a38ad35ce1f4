import RequestModel

/// `defaults`, as meant: what is laid under every entry of its document that does not say otherwise itself.
///
/// A key that an entry writes wins over the default, also where it writes no value (`users:` alone takes the default
/// users away). `requesterFields` are laid under field by field; a default field applies to the entries whose
/// request type has it.
final class Defaults {
  let type: Checked<ResolvedType>
  let subject: Checked<YAMLNode>
  let users: Checked<YAMLNode>
  let messages: Checked<[String]>
  let fields: [FieldsRule.Given]
  let fieldsAreValid: Bool

  /// Checks each value once, here, and not again for every entry.
  init(_ node: YAMLNode?, _ types: RequestTypes, _ findings: Findings) {
    guard let node, !node.isNull, KindRule.isMapping(node, as: "defaults", findings) else {
      (type, subject, users, messages, fields, fieldsAreValid) = (.absent, .absent, .absent, .absent, [], true)
      return
    }
    let written = EntryAsWritten(node, findings: findings, isDefaults: true)
    type = written.type.map { RequestTypeRule.check($0, types, findings) } ?? .absent
    subject = Self.check(written.subject) { SubjectRule.isValid($0, findings) }
    users = Self.check(written.users) { Self.areUsers($0, findings) }
    switch Self.check(written.messages, { MessagesRule.isValid($0, findings) }) {
    case .accepted(let list): messages = .accepted(list.items.compactMap(\.text))
    case .refused: messages = .refused
    case .absent: messages = .absent
    }
    (fields, fieldsAreValid) = DefaultFieldsRule(types, type, findings).read(written.requesterFields)
  }

  private static func check(_ node: YAMLNode?, _ isValid: (YAMLNode) -> Bool) -> Checked<YAMLNode> {
    guard let node, !node.isNull else { return .absent }
    return isValid(node) ? .accepted(node) : .refused
  }

  private static func areUsers(_ node: YAMLNode, _ findings: Findings) -> Bool {
    guard UsersRule.isList(node, findings) else { return false }
    var ids = TextSet()
    var others: Set<String> = []
    var areValid = true
    for item in node.items {
      guard let user = UsersRule.check(item, findings) else {
        areValid = false
        continue
      }
      let isNew: Bool
      if case .id(let id) = user {
        isNew = ids.insert(id)
      } else {
        isNew = others.insert(user.comparable ?? "").inserted
      }
      if !isNew {
        findings.add(.duplicateUser, at: item.usageRange, "this \(user.noun) is in the list already")
        areValid = false
      }
    }
    return areValid
  }
}

/// `requesterFields` of `defaults`: a field has to be one of a request type of the document, an id, or, where some entries
/// may be of a type that nothing is declared of, a prompt.
private struct DefaultFieldsRule {
  private let types: RequestTypes
  private let findings: Findings
  private let takesPrompts: Bool

  /// `type` is the request type of `defaults`.
  init(_ types: RequestTypes, _ type: Checked<ResolvedType>, _ findings: Findings) {
    self.types = types
    self.findings = findings
    var isOther = false
    if case .accepted(let type) = type { isOther = type.takesPrompts }
    takesPrompts = isOther || types.types.isEmpty || types.types.contains { !$0.declaresFields }
  }

  func read(_ node: YAMLNode?) -> (fields: [FieldsRule.Given], areValid: Bool) {
    guard let node, !node.isNull else { return ([], true) }
    // Read once as fields of a request type that nothing is known of: forms, ids and doubles are checked there.
    var rule = FieldsRule(findings)
    if node.kind == .sequence {
      let areWritten = rule.read(node, of: nil)
      let areValid = rule.given.reduce(areWritten) { check($1).isValid && $0 }
      return (rule.given, areValid)
    }
    guard KindRule.isMapping(node, as: "requesterFields", findings) else { return ([], false) }
    var fields: [FieldsRule.Given] = []
    var areValid = true
    for pair in node.pairs {
      guard let name = pair.key.bytes else { continue }
      if fields.count == RequestLimits.fields {
        FieldCountRule.report(at: pair.key, "defaults", findings)
        return (fields, false)
      }
      var field = FieldsRule.Given(number: nil, identity: FieldIdentity(name), key: pair.key, value: pair.value)
      let check = check(field)
      areValid = check.isValid && areValid
      field.isDeclaredName = check.isDeclared
      fields.append(field)
    }
    return (fields, areValid)
  }

  /// Checks a default against every request type that has the field.
  private func check(_ field: FieldsRule.Given) -> (isValid: Bool, isDeclared: Bool) {
    guard let name = field.key.bytes else { return (false, false) }
    let (identity, value) = (field.identity, field.value)
    var isKnown = false
    var isValid = true
    for type in types.types where type.declaresFields {
      guard let number = type.field(named: name) ?? identity.flatMap({ type.field(with: $0) }) else { continue }
      isKnown = true
      if !value.isNull { isValid = FieldValueRule.isValid(value, for: type.fields[number], findings) && isValid }
    }
    if isKnown { return (isValid, true) }
    if identity != nil || takesPrompts && PromptRule.canBeOne(name) {
      return (value.isNull || FieldValueRule.isValid(value, for: nil, findings), false)
    }
    findings.add(
      .unknownField, at: field.key.usageRange, "no request type of this document has a field \(name.shown)",
      hint: findings.guess(name.short, among: types.types.prefix(100).flatMap(\.fieldNames)))
    return (false, false)
  }
}
