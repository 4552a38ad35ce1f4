import Model

/// `defaults`, validated: what applies to every entry of its document that does not set it itself.
///
/// A key that an entry writes wins over the default, even without a value (`users:` alone removes the default
/// users). `requesterFields` are merged field by field; a default field applies to the entries whose
/// request type has it.
final class Defaults {
  let type: Checked<ResolvedType>
  let subject: Checked<YAMLNode>
  let users: Checked<YAMLNode>
  let messages: [String]
  let fields: [FieldAssignment]

  /// Checks each value once, here, and not again for every entry.
  init(_ node: YAMLNode?, _ types: RequestTypes, findings: Findings) {
    guard let node, !node.isNull, KindRule.isMapping(node, as: "defaults", findings: findings) else {
      (type, subject, users, messages, fields) = (.absent, .absent, .absent, [], [])
      return
    }
    let written = RawEntry(node, findings: findings, isDefaults: true)
    type = written.type.map { RequestTypeRule.check($0, types, findings: findings) } ?? .absent
    subject = Self.check(written.subject) { SubjectRule.isValid($0, findings: findings) }
    users = Self.check(written.users) { Self.areUsers($0, findings: findings) }
    if let list = written.messages, !list.isNull, MessagesRule.isValid(list, findings: findings) {
      messages = list.items.compactMap(\.text)
    } else {
      messages = []
    }
    fields = DefaultFieldsRule(types, type, findings: findings).read(written.requesterFields)
  }

  private static func check(_ node: YAMLNode?, _ isValid: (YAMLNode) -> Bool) -> Checked<YAMLNode> {
    guard let node, !node.isNull else { return .absent }
    return isValid(node) ? .valid(node) : .invalid
  }

  private static func areUsers(_ node: YAMLNode, findings: Findings) -> Bool {
    guard UsersRule.isList(node, findings: findings) else { return false }
    var ids = TextSet()
    var others: Set<String> = []
    var areValid = true
    for item in node.items {
      guard let user = UsersRule.check(item, findings: findings) else {
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
        findings.add(.duplicateUser, at: item.usageRange, "duplicate \(user.kindDescription)")
        areValid = false
      }
    }
    return areValid
  }
}

/// `requesterFields` of `defaults`: a field must be one of a request type of the document, an id, or, if some entries may
/// use a type without declared fields, a prompt.
private struct DefaultFieldsRule {
  private let types: RequestTypes
  private let findings: Findings
  private let takesPrompts: Bool

  /// `type` is the request type of `defaults`.
  init(_ types: RequestTypes, _ type: Checked<ResolvedType>, findings: Findings) {
    self.types = types
    self.findings = findings
    var isOther = false
    if case .valid(let type) = type { isOther = type.takesPrompts }
    takesPrompts = isOther || types.types.isEmpty || types.types.contains { !$0.declaresFields }
  }

  func read(_ node: YAMLNode?) -> [FieldAssignment] {
    guard let node, !node.isNull else { return [] }
    if node.kind == .sequence {
      // Read once as fields of an unknown request type: this checks forms, ids and duplicates.
      var rule = FieldsRule(findings)
      rule.read(node, of: nil)
      for field in rule.assignments { check(field) }
      return rule.assignments
    }
    guard KindRule.isMapping(node, as: "requesterFields", findings: findings) else { return [] }
    var fields: [FieldAssignment] = []
    for pair in node.pairs {
      guard let name = pair.key.bytes else { continue }
      if fields.count == RequestLimits.fields {
        FieldCountRule.report(at: pair.key, "defaults", findings: findings)
        break
      }
      var field = FieldAssignment(match: FieldMatch(identity: FieldIdentity(name)), key: pair.key, value: pair.value)
      field.isDeclaredName = check(field)
      fields.append(field)
    }
    return fields
  }

  /// Checks a default against every request type that has the field; returns whether one has it.
  @discardableResult
  private func check(_ field: FieldAssignment) -> Bool {
    guard let name = field.key.bytes else { return false }
    var isDeclared = false
    for type in types.types where type.declaresFields {
      guard let number = type.field(named: name) ?? field.match.identity.flatMap({ type.field(with: $0) }) else {
        continue
      }
      isDeclared = true
      FieldValueRule.check(field.value, for: type.fields[number], findings: findings)
    }
    if isDeclared { return true }
    if field.match.identity != nil || takesPrompts && PromptRule.canBeOne(name) {
      FieldValueRule.check(field.value, for: nil, findings: findings)
    } else {
      findings.add(
        .unknownField, at: field.key.usageRange,
        "unknown field \(name.quoted): no request type of this document has it",
        hint: findings.guess(name.short, among: types.types.prefix(100).flatMap(\.fieldNames)))
    }
    return false
  }
}
