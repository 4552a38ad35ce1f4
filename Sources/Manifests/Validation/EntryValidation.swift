import RequestModel

/// Makes declarations of a document's entries, one entry at a time: each part by its rule, then one declaration for
/// each user.
struct EntryValidation {
  private let header: DocumentHeader
  private let set: DeclaredSet
  private let findings: Findings
  private var fields: FieldsRule

  init(_ header: DocumentHeader, into set: DeclaredSet, findings: Findings) {
    self.header = header
    self.set = set
    self.findings = findings
    fields = FieldsRule(findings)
  }

  /// The straight path of an entry.
  mutating func validate(_ node: YAMLNode) throws(ReadingStop) {
    set.countEntry()
    try DeclarationRule(set, findings).checkLimit(at: node.usageRange)
    guard KindRule.isMapping(node, as: "an entry of requests", findings) else { return }
    let before = findings.breaches
    let entry = EntryAsWritten(node, findings: findings)
    let name = name(of: entry)
    let type = type(of: entry)
    let subject = subject(of: entry)
    checkFields(of: entry, type)
    let messages = messages(of: entry)
    let users = users(of: entry)
    let meant = MeantEntry(
      node: node, name: name, type: type, subject: subject, messages: messages, attempt: attempt(of: entry),
      hasOwnSubject: entry.subject != nil, hasOwnUsers: entry.users != nil)
    try DeclarationRule(set, findings).declare(meant, for: users, fields: fields, isSound: findings.breaches == before)
  }

  // MARK: Parts: the entry's own, or the default

  @inline(__always)
  private func name(of entry: EntryAsWritten) -> YAMLText? {
    guard let node = entry.name, !node.isNull, NameRule.isValid(node, findings), let name = node.bytes else {
      return nil
    }
    if let earlier = set.insertName(name, at: node.usageRange.start) {
      findings.add(
        .duplicateName, at: node.usageRange, "the name \(name.shown) is taken: names are unique in the set",
        notes: [Diagnostic.Note(message: "first used here", place: set.place(ofName: earlier))])
    }
    return name
  }

  @inline(__always)
  private func type(of entry: EntryAsWritten) -> ResolvedType? {
    let type = entry.type.map { RequestTypeRule.check($0, header.types, findings) } ?? header.defaults.type
    switch type {
    case .accepted(let type): return type
    case .refused: return nil
    case .absent:
      findings.add(
        .missingKey, at: entry.node.firstKeyRange, "an entry must have requestType or requestTypeId",
        hint: "add one of them here or to defaults")
      return nil
    }
  }

  @inline(__always)
  private func subject(of entry: EntryAsWritten) -> YAMLNode? {
    if let node = entry.subject, !node.isNull { return SubjectRule.isValid(node, findings) ? node : nil }
    if entry.subject == nil {
      switch header.defaults.subject {
      case .accepted(let node): return node
      case .refused: return nil
      case .absent: break
      }
    }
    MissingKeyRule.report(
      EntryKey.subject.name, entry.subject, at: entry.node.firstKeyRange, "an entry", findings)
    return nil
  }

  @inline(__always)
  private mutating func checkFields(of entry: EntryAsWritten, _ type: ResolvedType?) {
    let isReadable = entry.requesterFields.map { $0.kind != .broken && ($0.kind != .scalar || $0.isNull) } ?? true
    _ = fields.read(entry.requesterFields, of: type)
    guard let type else { return }
    let takesDefaults = !(entry.requesterFields?.isNull ?? false)
    if takesDefaults, !header.defaults.fields.isEmpty { fields.layUnder(header.defaults.fields, of: type) }
    if let named = type.named, isReadable { _ = fields.checkRequired(named, of: entry.node) }
  }

  @inline(__always)
  private func messages(of entry: EntryAsWritten) -> [String] {
    guard let node = entry.messages else {
      if case .accepted(let messages) = header.defaults.messages { return messages }
      return []
    }
    guard !node.isNull, MessagesRule.isValid(node, findings), set.keepsDeclarations else { return [] }
    return node.items.compactMap(\.text)
  }

  @inline(__always)
  private func attempt(of entry: EntryAsWritten) -> Int {
    guard let node = entry.attempt, !node.isNull else { return 1 }
    return AttemptRule.read(node, findings) ?? 1
  }

  /// `absent`: the token's own user.
  @inline(__always)
  private func users(of entry: EntryAsWritten) -> Checked<YAMLNode> {
    guard let node = entry.users else { return header.defaults.users }
    if node.isNull { return .absent }
    return UsersRule.isList(node, findings) ? .accepted(node) : .refused
  }
}

/// An entry's parts after their rules, `nil` where they were refused.
struct MeantEntry {
  var node: YAMLNode
  var name: YAMLText?
  var type: ResolvedType?
  var subject: YAMLNode?
  var messages: [String]
  var attempt: Int
  /// Whether they stand in the entry, and not in the defaults.
  var hasOwnSubject: Bool
  var hasOwnUsers: Bool
}
