import Model

/// One field with its value, null if it was written without one.
struct FieldAssignment {
  var match: FieldMatch
  /// What names it: the key, or the list form's `id`.
  var key: YAMLNode
  var value: YAMLNode
  /// Out of `defaults`, with nothing declared of the field.
  var isDefault = false
  /// A default that a request type of the document declares by this name: no prompt.
  var isDeclaredName = false
}

/// A field by its number in its named request type, by its id, or else by its prompt.
struct FieldMatch {
  var number: Int?
  var identity: FieldIdentity?

  var isPrompt: Bool { number == nil && identity == nil }
}

/// `requesterFields` of one entry: by name, by id, or in the API's own list form, with the defaults applied.
/// Its storage is reused for the next entry.
struct FieldsRule {
  private let findings: Findings
  private(set) var assignments: [FieldAssignment] = []

  init(_ findings: Findings) { self.findings = findings }

  /// Reads an entry's fields; `type` is `nil` if it is not known, so that names cannot be checked.
  @inline(__always)
  mutating func read(_ node: YAMLNode?, of type: ResolvedType?) {
    assignments.removeAll(keepingCapacity: true)
    guard let node, !node.isNull else { return }
    switch node.kind {
    case .mapping:
      for pair in node.pairs where !take(pair.key, pair.value, of: type) { break }
    case .sequence:
      for item in node.items where !take(listed: item, of: type) { break }
    case .scalar, .broken:
      _ = KindRule.isMapping(node, as: "requesterFields", findings: findings)
    }
  }

  /// Adds the defaults that an entry does not set itself, except those that its request type does not have.
  mutating func applyDefaults(_ defaults: [FieldAssignment], of type: ResolvedType) {
    for field in defaults {
      guard let name = field.key.bytes, let found = Self.find(name, field.match.identity, in: type) else { continue }
      if found.isPrompt,
        field.isDeclaredName || assignments.contains(where: { $0.match.isPrompt && $0.key.bytes == name })
      {
        continue
      }
      if duplicate(of: found) == nil {
        assignments.append(
          FieldAssignment(match: found, key: field.key, value: field.value, isDefault: found.number == nil))
      }
    }
  }

  /// Every required field of a named request type has a value.
  @inline(__always)
  func checkRequired(_ type: NamedRequestType, of entry: YAMLNode) {
    for number in type.requiredFields
    where !assignments.contains(where: { $0.match.number == number && !$0.value.isNull }) {
      let field = type.fields[number]
      let empty = assignments.first { $0.match.number == number }
      findings.add(
        .requiredField, at: entry.firstKeyRange,
        "missing value for the required field \(field.name) of \(type.name)",
        hint: "add it to requesterFields",
        notes: empty.map { [findings.note("it is written here without a value", at: $0.value.usageRange.start)] } ?? [])
    }
  }

  // MARK: One field

  /// Returns `false` if there are too many to continue.
  private mutating func take(listed item: YAMLNode, of type: ResolvedType?) -> Bool {
    guard KindRule.isMapping(item, as: "a field value", findings: findings) else { return true }
    var id: YAMLNode?
    var value: YAMLNode?
    for pair in item.pairs {
      guard let key = pair.key.bytes else { continue }
      switch FieldValueKey.named(key) {
      case .id: id = id ?? pair.value
      case .value: value = value ?? pair.value
      case nil:
        UnknownKeyRule.report(pair.key, among: FieldValueKey.self, of: "a field value", findings: findings)
      }
    }
    MissingKeyRule.check(id, FieldValueKey.id, of: item, findings: findings)
    if value == nil { MissingKeyRule.check(value, FieldValueKey.value, of: item, findings: findings) }
    guard let id, !id.isNull, let value else { return true }
    let hint = "use ids in the list form, or names as keys: `requesterFields: { name: value }`"
    return FieldIDRule.check(id, hint: hint, findings: findings) == nil || take(id, value, of: type)
  }

  @inline(__always)
  private mutating func take(_ key: YAMLNode, _ value: YAMLNode, of type: ResolvedType?) -> Bool {
    guard let name = key.bytes else { return true }
    guard assignments.count < RequestLimits.fields else {
      FieldCountRule.report(at: key, "a request", findings: findings)
      return false
    }
    let identity = FieldIdentity(name)
    guard let found = Self.find(name, identity, in: type) ?? identity.map({ FieldMatch(number: nil, identity: $0) })
    else {
      if let type { reportUnknown(key, name, in: type) }
      return true
    }
    if let other = duplicate(of: found) { reportDuplicate(key, after: other) }
    assignments.append(FieldAssignment(match: found, key: key, value: value))
    let field = found.number.flatMap { type?.named?.fields[$0] }
    FieldValueRule.check(value, for: field, findings: findings)
    return true
  }

  /// The field of a request type that a key names, by name or by id; where nothing is known of the fields, by id or
  /// prompt.
  @inline(__always)
  static func find(_ name: YAMLText, _ identity: FieldIdentity?, in type: ResolvedType?) -> FieldMatch? {
    if let named = type?.named, named.declaresFields {
      if let number = named.field(named: name) ?? identity.flatMap({ named.field(with: $0) }) {
        return FieldMatch(number: number, identity: named.fields[number].identity)
      }
      return nil
    }
    if let identity { return FieldMatch(identity: identity) }
    return type != nil && PromptRule.canBeOne(name) ? FieldMatch() : nil
  }

  @inline(__always)
  private func duplicate(of found: FieldMatch) -> FieldAssignment? {
    assignments.first { other in
      found.number != nil && other.match.number == found.number
        || found.identity != nil && other.match.identity == found.identity
    }
  }

  private func reportDuplicate(_ key: YAMLNode, after other: FieldAssignment) {
    findings.add(
      .duplicateField, at: key.usageRange, "duplicate value for this field",
      notes: [findings.note("first written here", at: other.key.usageRange.start)])
  }

  private func reportUnknown(_ key: YAMLNode, _ name: YAMLText, in type: ResolvedType) {
    guard let named = type.named, named.declaresFields else {
      if name.isBlank { return PromptRule.report(key, findings: findings) }
      return FieldIDRule.report(key, name, hint: nil, findings: findings)
    }
    let known = named.fieldNames
    findings.add(
      .unknownField, at: key.usageRange, "unknown field \(name.quoted) of request type \(named.name)",
      hint: findings.guess(name.short, among: known)
        ?? (known.isEmpty ? "declare it under fields of \(named.name)" : "fields: \(known.joined(separator: ", "))"))
  }

  // MARK: Values

  /// The values to send: those by id first, sorted by it, then those by prompt, in the order of writing.
  func values(of type: ResolvedType) -> [DeclaredFieldValue] {
    var byID: [(id: FieldID, value: DeclaredFieldValue)] = []
    var byPrompt: [DeclaredFieldValue] = []
    for field in assignments where !field.value.isNull {
      let declared = field.match.number.flatMap { type.named?.fields[$0] }
      guard let reference = Self.reference(field, declared), let value = Self.value(of: field.value) else { continue }
      let answer = DeclaredFieldValue(
        field: reference, value: value, fieldRange: field.key.usageRange, valueRange: Self.range(of: field.value),
        promptRange: declared?.prompt?.range, isDefault: field.isDefault)
      if case .id(let id) = reference { byID.append((id, answer)) } else { byPrompt.append(answer) }
    }
    return byID.sorted { $0.id < $1.id }.map(\.value) + byPrompt
  }

  private static func reference(_ field: FieldAssignment, _ declared: NamedField?) -> FieldReference? {
    if let declared { return declared.id.map { .id($0) } ?? declared.prompt.map { .prompt($0.text) } }
    guard let name = field.key.bytes?.string else { return nil }
    return field.match.identity == nil ? .prompt(name) : FieldID(name).map { .id($0) }
  }

  /// Of a list whose item is a cell, the cell.
  private static func range(of node: YAMLNode) -> SourceRange {
    guard node.kind == .sequence else { return node.usageRange }
    var items = node.items
    let range = items.next()?.usageRange
    return range.map { $0.isInTable ? $0 : node.usageRange } ?? node.usageRange
  }

  private static func value(of node: YAMLNode) -> FieldValue? {
    guard node.kind == .sequence else { return node.text.map { .string($0) } }
    var items = node.items
    return items.next()?.text.map { .selection($0) }
  }
}
