import Model

/// Validates a document's entries, one at a time: each part by its rule, then one declaration for each user.
struct EntryValidation {
  let header: DocumentHeader
  let set: DeclaredSet
  let findings: Findings
  private var fields: FieldsRule

  init(_ header: DocumentHeader, into set: DeclaredSet, findings: Findings) {
    self.header = header
    self.set = set
    self.findings = findings
    fields = FieldsRule(findings)
  }

  /// Checks an entry and adds its declarations to the set: with `forEach`, those of each row. Throws when the set has too
  /// many.
  mutating func validate(_ node: YAMLNode) throws(ParseError) {
    set.countEntry()
    try DeclarationRule(set: set, findings: findings).checkLimit(at: node.usageRange)
    guard KindRule.isMapping(node, as: "an entry of requests", findings: findings) else {
      return set.countCandidates(1)
    }
    let before = findings.violationCount
    let entry = RawEntry(node, findings: findings)
    if let table = entry.forEach, !table.isNull {
      return try validateRows(of: entry, named: table, isBroken: findings.violationCount != before)
    }
    if let condition = entry.condition, !condition.isNull {
      MissingKeyRule.report(EntryKey.forEach.name, nil, at: condition.usageRange, findings: findings)
    }
    try validate(entry, after: before)
  }

  /// Checks an entry without placeholders of tables. `before` is how many rules were broken before it.
  mutating func validate(_ entry: RawEntry, after before: Int) throws(ParseError) {
    let (name, repeatsRow) = name(of: entry)
    if repeatsRow { return }
    let type = type(of: entry)
    let subject = subject(of: entry)
    checkFields(of: entry, type)
    let messages = messages(of: entry)
    let users = users(of: entry)
    let validated = ValidatedEntry(
      node: entry.node, name: name, type: type, subject: subject, messages: messages, attempt: attempt(of: entry),
      hasOwnSubject: entry.subject != nil, hasOwnUsers: entry.users != nil)
    try DeclarationRule(set: set, findings: findings).declare(
      validated, for: users, fields: fields, isValid: findings.violationCount == before)
  }

  // MARK: Parts: those of the entry, or the defaults

  /// The name, and whether the row that is being checked makes the same entry as an earlier one.
  @inline(__always)
  private func name(of entry: RawEntry) -> (YAMLText?, repeatsRow: Bool) {
    guard let node = entry.name, !node.isNull, NameRule.isValid(node, findings: findings), let name = node.bytes else {
      return (nil, false)
    }
    let range = findings.placed(node.usageRange)
    guard let earlier = set.insertName(name, at: range.start, row: findings.row?.hash) else { return (name, false) }
    return (name, repeatsRow: isRepeatedRow(name, at: range, after: earlier))
  }

  /// Reports a name that another entry has: a row that makes the same entry as that one only repeats it.
  private func isRepeatedRow(_ name: YAMLText, at range: SourceRange, after earlier: Int) -> Bool {
    let place = set.place(ofName: earlier)
    if let row = findings.row, set.row(ofName: earlier) == row.hash {
      RepeatedRowRule.report(row, after: place, findings: findings)
      return true
    }
    findings.add(
      .duplicateName, at: range, "duplicate name \(name.quoted); names must be unique in the set",
      hint: findings.row == nil ? nil : "put a column into the name that no two rows share",
      notes: [Diagnostic.Note(message: "first used here", place: place)])
    return false
  }

  @inline(__always)
  private func type(of entry: RawEntry) -> ResolvedType? {
    let type = entry.type.map { RequestTypeRule.check($0, header.types, findings: findings) } ?? header.defaults.type
    switch type {
    case .valid(let type): return type
    case .invalid: return nil
    case .absent:
      findings.add(
        .missingKey, at: entry.node.firstKeyRange, "missing required key \"requestType\" or \"requestTypeId\"",
        hint: "add one of them here or to defaults")
      return nil
    }
  }

  @inline(__always)
  private func subject(of entry: RawEntry) -> YAMLNode? {
    if let node = entry.subject, !node.isNull { return SubjectRule.isValid(node, findings: findings) ? node : nil }
    if entry.subject == nil {
      switch header.defaults.subject {
      case .valid(let node): return node
      case .invalid: return nil
      case .absent: break
      }
    }
    MissingKeyRule.report(
      EntryKey.subject.name, entry.subject, at: entry.node.firstKeyRange, findings: findings)
    return nil
  }

  @inline(__always)
  private mutating func checkFields(of entry: RawEntry, _ type: ResolvedType?) {
    let isReadable = entry.requesterFields.map { $0.kind != .broken && ($0.kind != .scalar || $0.isNull) } ?? true
    fields.read(entry.requesterFields, of: type)
    guard let type else { return }
    let takesDefaults = !(entry.requesterFields?.isNull ?? false)
    if takesDefaults, !header.defaults.fields.isEmpty { fields.applyDefaults(header.defaults.fields, of: type) }
    if let named = type.named, isReadable { fields.checkRequired(named, of: entry.node) }
  }

  @inline(__always)
  private func messages(of entry: RawEntry) -> [String] {
    guard let node = entry.messages else { return header.defaults.messages }
    guard !node.isNull, MessagesRule.isValid(node, findings: findings), set.keepsDeclarations else { return [] }
    return node.items.compactMap(\.text)
  }

  @inline(__always)
  private func attempt(of entry: RawEntry) -> Int {
    guard let node = entry.attempt, !node.isNull else { return 1 }
    return AttemptRule.read(node, findings: findings) ?? 1
  }

  /// `absent`: the token's own user.
  @inline(__always)
  private func users(of entry: RawEntry) -> Checked<YAMLNode> {
    guard let node = entry.users else { return header.defaults.users }
    if node.isNull { return .absent }
    return UsersRule.isList(node, findings: findings) ? .valid(node) : .invalid
  }
}

/// An entry's parts after validation, `nil` if invalid.
struct ValidatedEntry {
  var node: YAMLNode
  var name: YAMLText?
  var type: ResolvedType?
  var subject: YAMLNode?
  var messages: [String]
  var attempt: Int
  /// Whether they are in the entry, not in the defaults.
  var hasOwnSubject: Bool
  var hasOwnUsers: Bool
}
