import RequestModel

/// `requesterFields` of one entry: by name, by id, or in the API's own list form, with the defaults laid under it.
/// Its room is used again for the next entry.
struct FieldsRule {
  /// One field with its value, null where it was written without one.
  struct Given {
    /// The field's number in its named request type.
    var number: Int?
    var identity: FieldIdentity?
    /// What names it: the key, or the list form's `id`.
    var key: YAMLNode
    var value: YAMLNode
    /// Out of `defaults`, with nothing declared of the field.
    var isDefault = false
    /// A default that a request type of the document declares by this name: no prompt.
    var isDeclaredName = false

    fileprivate var isPrompt: Bool { number == nil && identity == nil }
  }

  private let findings: Findings
  private(set) var given: [Given] = []
  private var isValid = true

  init(_ findings: Findings) { self.findings = findings }

  /// Reads what an entry has; `type` is `nil` where it is not known, so that names cannot be judged.
  @inline(__always)
  mutating func read(_ node: YAMLNode?, of type: ResolvedType?) -> Bool {
    given.removeAll(keepingCapacity: true)
    isValid = true
    guard let node, !node.isNull else { return true }
    switch node.kind {
    case .mapping:
      for pair in node.pairs where !take(pair.key, pair.value, of: type) { break }
    case .sequence:
      for item in node.items where !take(listed: item, of: type) { break }
    case .scalar, .broken:
      isValid = KindRule.isMapping(node, as: "requesterFields", findings)
    }
    return isValid
  }

  /// Lays under what an entry has not given itself; a default that its request type does not have is left out.
  mutating func layUnder(_ defaults: [Given], of type: ResolvedType) {
    for field in defaults {
      guard let name = field.key.bytes, let found = Self.find(name, field.identity, in: type) else { continue }
      if found.isPrompt, field.isDeclaredName || given.contains(where: { $0.isPrompt && $0.key.bytes == name }) {
        continue
      }
      if double(of: found) == nil {
        given.append(
          Given(
            number: found.number, identity: found.identity, key: field.key, value: field.value,
            isDefault: found.number == nil))
      }
    }
  }

  /// Every required field of a named request type has a value.
  @inline(__always)
  func checkRequired(_ type: NamedRequestType, of entry: YAMLNode) -> Bool {
    var isComplete = true
    for number in type.requiredFields where !given.contains(where: { $0.number == number && !$0.value.isNull }) {
      isComplete = false
      let field = type.fields[number]
      let empty = given.first { $0.number == number }
      findings.add(
        .requiredField, at: entry.firstKeyRange,
        "the field \(field.name), which \(type.name) requires, has no value",
        hint: "add it to requesterFields",
        notes: empty.map { [findings.note("it is written here without a value", at: $0.value.usageRange.start)] } ?? [])
    }
    return isComplete
  }

  // MARK: One field

  /// `false` where there are too many to go on.
  private mutating func take(listed item: YAMLNode, of type: ResolvedType?) -> Bool {
    guard KindRule.isMapping(item, as: "a field value", findings) else {
      isValid = false
      return true
    }
    var id: YAMLNode?
    var value: YAMLNode?
    for pair in item.pairs {
      guard let key = pair.key.bytes else { continue }
      switch FieldValueKey.named(key) {
      case .id: id = id ?? pair.value
      case .value: value = value ?? pair.value
      case nil:
        UnknownKeyRule.report(pair.key, among: FieldValueKey.self, of: "a field value", findings)
        isValid = false
      }
    }
    MissingKeyRule.check(id, FieldValueKey.id, of: item, "a field value", findings)
    if value == nil { MissingKeyRule.check(value, FieldValueKey.value, of: item, "a field value", findings) }
    guard let id, !id.isNull, let value else {
      isValid = false
      return true
    }
    let hint = "the list form takes ids; names are keys: `requesterFields: { name: value }`"
    guard FieldIDRule.check(id, hint: hint, findings) != nil else {
      isValid = false
      return true
    }
    return take(id, value, of: type)
  }

  @inline(__always)
  private mutating func take(_ key: YAMLNode, _ value: YAMLNode, of type: ResolvedType?) -> Bool {
    guard let name = key.bytes else { return true }
    guard given.count < RequestLimits.fields else {
      FieldCountRule.report(at: key, "a request", findings)
      isValid = false
      return false
    }
    let identity = FieldIdentity(name)
    guard let found = Self.find(name, identity, in: type) ?? identity.map({ Found(number: nil, identity: $0) }) else {
      if let type { reportUnknown(key, name, type) }
      isValid = false
      return true
    }
    if let other = double(of: found) { reportDouble(key, after: other) }
    given.append(Given(number: found.number, identity: found.identity, key: key, value: value))
    let field = found.number.flatMap { type?.named?.fields[$0] }
    if !value.isNull, !FieldValueRule.isValid(value, for: field, findings) { isValid = false }
    return true
  }

  /// A field by its number in its named request type, by its id, or else by its prompt.
  struct Found {
    var number: Int?
    var identity: FieldIdentity?

    var isPrompt: Bool { number == nil && identity == nil }
  }

  /// The field of a request type that a key names, by name or by id; where nothing is known of the fields, by id or
  /// prompt.
  @inline(__always)
  static func find(_ name: YAMLText, _ identity: FieldIdentity?, in type: ResolvedType?) -> Found? {
    if let named = type?.named, named.declaresFields {
      if let number = named.field(named: name) ?? identity.flatMap({ named.field(with: $0) }) {
        return Found(number: number, identity: named.fields[number].identity)
      }
      return nil
    }
    if let identity { return Found(identity: identity) }
    return type != nil && PromptRule.canBeOne(name) ? Found() : nil
  }

  @inline(__always)
  private func double(of found: Found) -> Given? {
    given.first { other in
      found.number != nil && other.number == found.number || found.identity != nil && other.identity == found.identity
    }
  }

  private mutating func reportDouble(_ key: YAMLNode, after other: Given) {
    isValid = false
    findings.add(
      .duplicateField, at: key.usageRange, "this field has a value already",
      notes: [findings.note("first written here", at: other.key.usageRange.start)])
  }

  private func reportUnknown(_ key: YAMLNode, _ name: YAMLText, _ type: ResolvedType) {
    guard let named = type.named, named.declaresFields else {
      if name.isBlank { return PromptRule.report(key, findings) }
      return FieldIDRule.report(key, name, hint: nil, findings)
    }
    let known = named.fieldNames
    findings.add(
      .unknownField, at: key.usageRange, "the request type \(named.name) has no field \(name.shown)",
      hint: findings.guess(name.short, among: known)
        ?? (known.isEmpty ? "declare it under fields of \(named.name)" : "fields: \(known.joined(separator: ", "))"))
  }

  // MARK: As meant

  /// The values to send: those by id first, sorted by it, then those by prompt, in the order of writing.
  func values(of type: ResolvedType) -> [DeclaredFieldValue] {
    var byID: [(id: FieldID, value: DeclaredFieldValue)] = []
    var byPrompt: [DeclaredFieldValue] = []
    for field in given where !field.value.isNull {
      let declared = field.number.flatMap { type.named?.fields[$0] }
      guard let reference = Self.reference(field, declared), let value = Self.value(of: field.value) else { continue }
      let answer = DeclaredFieldValue(
        field: reference, value: value, fieldRange: field.key.usageRange, valueRange: field.value.usageRange,
        promptRange: declared?.prompt?.range, isDefault: field.isDefault)
      if case .id(let id) = reference { byID.append((id, answer)) } else { byPrompt.append(answer) }
    }
    return byID.sorted { $0.id < $1.id }.map(\.value) + byPrompt
  }

  private static func reference(_ field: Given, _ declared: NamedField?) -> FieldReference? {
    if let declared { return declared.id.map { .id($0) } ?? declared.prompt.map { .prompt($0.text) } }
    guard let name = field.key.bytes?.string else { return nil }
    return field.identity == nil ? .prompt(name) : FieldID(name).map { .id($0) }
  }

  private static func value(of node: YAMLNode) -> FieldValue? {
    guard node.kind == .sequence else { return node.text.map { .string($0) } }
    var items = node.items
    return items.next()?.text.map { .selection($0) }
  }
}
