import Manifests
import OktaWire
import Model

/// One item of the list `requests` of a seed.
extension SeedFile {
  mutating func request(_ node: YAMLNode) -> Seed.Request? {
    let keys =
      ["id", "requestTypeId", "subject", "requester", "status", "fields", "created", "lastUpdated"] + Self.ruleKeys
    guard reader.mapping(node, known: keys, required: ["requestTypeId", "subject", "requester"]) else { return nil }
    let id = reader.id("id", of: node, .request)
    let type = reader.value("requestTypeId", of: node, expected: "the id of a request type of this seed") { text in
      seed.requestTypes.first { $0.id == text.lowercased() }
    }
    let subject = reader.text("subject", of: node, lengths: 1...RequestLimits.subject)
    let requester = requester(node)
    let status = reader.value("status", of: node, expected: "OPEN, PENDING, RESOLVED, LOCKED or CANCELED") {
      StoredRequest.Status(rawValue: $0)
    }
    let rule = rule(node, over: status == .resolved ? nil : type?.draft.definition.rule ?? LifecycleRule())
    let created = moment("created", of: node)
    let lastUpdated = moment("lastUpdated", of: node)
    if let created, let lastUpdated, lastUpdated < created, let place = node.value(for: "lastUpdated") {
      reader.add(.seedValue, "\"lastUpdated\" is before \"created\"", at: place.usageRange)
    }
    let answers = answers(node, to: type)
    guard let type, let subject, let requester else { return nil }
    return Seed.Request(
      id: id, type: type, subject: subject, requester: requester, status: status ?? .open, rule: rule,
      answers: answers, created: created, lastUpdated: lastUpdated)
  }

  private mutating func requester(_ node: YAMLNode) -> String? {
    let requester = reader.id("requester", of: node, .user)
    if let requester, let place = node.value(for: "requester") { requireListed(requester, "\"requester\"", at: place) }
    return requester
  }

  private mutating func moment(_ key: String, of node: YAMLNode) -> Timestamp? {
    reader.value(key, of: node, expected: "a date-time such as 2026-01-31T09:00:00Z") { Timestamp($0) }
  }

  /// Values follow the rules of API calls.
  private mutating func answers(_ node: YAMLNode, to type: Seed.RequestType?) -> [String: FieldValueBody] {
    guard let written = node.value(for: "fields"), !written.isNull, let type else { return [:] }
    guard written.kind == .mapping else {
      reader.add(.seedKind, "expected a mapping of field ids to values for \"fields\"", at: written.usageRange)
      return [:]
    }
    var answers: [String: FieldValueBody] = [:]
    for pair in written.pairs {
      guard let id = pair.key.text, let field = type.draft.definition.field(id) else {
        reader.add(.seedValue, "unknown field of the request type", at: pair.key.usageRange)
        continue
      }
      var rules = BodyRules()
      answers[field.id] = FieldValueRules.check(pair.value.json, of: field, at: "", &rules)
      for cause in rules.causes {
        reader.add(.seedValue, "the value of \(field.id) \(cause.errorSummary)", at: pair.value.usageRange)
      }
    }
    return answers
  }
}

extension YAMLNode {
  /// The node as the body of a call; every scalar is text.
  fileprivate var json: JSONValue {
    switch kind {
    case .scalar: text.map(JSONValue.string) ?? .null
    case .sequence: .array(items.map(\.json))
    case .mapping, .broken: .object([:])
    }
  }
}
