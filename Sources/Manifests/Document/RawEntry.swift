import Model

/// How an entry names its request type.
struct TypeReference {
  enum Form {
    case name, id
  }

  var form: Form
  var value: YAMLNode
}

/// An entry of `requests`, or `defaults`, before validation: the values of its known keys, nulls included.
struct RawEntry {
  let node: YAMLNode
  var type: TypeReference?
  var subject: YAMLNode?
  var requesterFields: YAMLNode?
  var users: YAMLNode?
  var messages: YAMLNode?
  var name: YAMLNode?
  var attempt: YAMLNode?
  var forEach: YAMLNode?
  /// `where`
  var condition: YAMLNode?

  /// Assigns a mapping's pairs to their keys and reports unknown keys.
  init(_ node: YAMLNode, findings: Findings, isDefaults: Bool = false) {
    self.node = node
    for pair in node.pairs {
      guard let text = pair.key.bytes else { continue }
      switch EntryKey.named(text) {
      case .requestType: take(TypeReference(form: .name, value: pair.value), at: pair.key, findings: findings)
      case .requestTypeID: take(TypeReference(form: .id, value: pair.value), at: pair.key, findings: findings)
      case .subject: keepFirst(&subject, pair.value)
      case .requesterFields: keepFirst(&requesterFields, pair.value)
      case .users: keepFirst(&users, pair.value)
      case .messages: keepFirst(&messages, pair.value)
      case .name where !isDefaults: keepFirst(&name, pair.value)
      case .attempt where !isDefaults: keepFirst(&attempt, pair.value)
      case .forEach where !isDefaults: keepFirst(&forEach, pair.value)
      case .condition where !isDefaults: keepFirst(&condition, pair.value)
      case .name, .attempt, .forEach, .condition:
        findings.add(
          .unknownKey, at: pair.key.usageRange, "\(text.string) is not allowed in defaults: it belongs to one entry",
          hint: "set \(text.string) in the entry")
      case nil:
        UnknownKeyRule.report(
          pair.key, among: EntryKey.self, of: isDefaults ? "defaults" : "an entry", findings: findings)
      }
    }
  }

  /// A duplicate key has its finding already; its first value counts.
  @inline(__always)
  private func keepFirst(_ place: inout YAMLNode?, _ value: YAMLNode) {
    if place == nil { place = value }
  }

  private mutating func take(_ reference: TypeReference, at key: YAMLNode, findings: Findings) {
    guard let other = type, !other.value.isNull, other.form != reference.form else {
      if type == nil || type?.form != reference.form { type = reference }
      return
    }
    if reference.value.isNull { return }
    findings.add(
      .requestTypeConflict, at: key.usageRange, "requestType and requestTypeId are mutually exclusive",
      hint: "remove one of them")
  }
}

/// Reports keys that the manifest language does not have.
enum UnknownKeyRule {
  static func report<Key: ManifestKey>(
    _ key: YAMLNode, among known: Key.Type, of owner: String, findings: Findings
  ) {
    findings.add(
      .unknownKey, at: key.usageRange, "unknown key \(key.quoted) in \(owner)",
      hint: key.bytes.flatMap { findings.guess($0.short, among: known.names) }
        ?? "known keys: \(known.names.joined(separator: ", "))")
  }
}

extension YAMLText {
  /// The text for a search among known names, which are short.
  var short: String { String(decoding: UnsafeBufferPointer(rebasing: bytes.prefix(300)), as: UTF8.self) }
}
