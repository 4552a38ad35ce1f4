import Manifests
import Model

/// One item of the list `requestTypes` of a seed.
extension SeedFile {
  mutating func requestType(_ node: YAMLNode) -> Seed.RequestType? {
    let keys =
      [
        "id", "name", "description", "status", "fields", "approvals", "resource", "requesterMemberOf", "custom",
        "accessDuration",
      ] + Self.ruleKeys
    guard reader.mapping(node, known: keys, required: ["id", "name"]) else { return nil }
    let id = reader.id("id", of: node, .requestType)
    let name = reader.text("name", of: node, lengths: 1...50)
    let description = reader.text("description", of: node, lengths: 1...2000)
    let status = reader.value("status", of: node, expected: "ACTIVE, DRAFT or DISABLED") {
      StoredRequestType.Status(rawValue: $0)
    }
    let fields = fields(node)
    let approvals = approvals(node)
    guard let id, let name else { return nil }
    var definition = RequestTypeDefinition.seeded(id: id, fields: fields, approvals: 1)
    if let approvals { definition.approvals = approvals }
    let kind = reader.value("resource", of: node, expected: "an id 0oa…, 00g… or enb…") { id in
      RequestTypeDefinition.ResourceKind.allCases.first { $0.idForm.matches(id) }
    }
    if let kind, let id = node.value(for: "resource")?.text {
      (definition.resourceKind, definition.resourceID) = (kind, id)
    }
    definition.requesterMemberOf = reader.id("requesterMemberOf", of: node, .group)
    definition.isCustom = bool("custom", of: node) ?? false
    definition.accessDuration = reader.value("accessDuration", of: node, expected: "a duration such as P40D or PT30M") {
      AccessDuration.milliseconds($0) == nil ? nil : $0
    }
    definition.rule = rule(node, over: LifecycleRule())
    return Seed.RequestType(
      id: id,
      draft: RequestTypeDraft(
        name: name, description: description ?? name, status: status ?? .active, definition: definition))
  }

  mutating func fields(_ type: YAMLNode) -> [RequestTypeDefinition.Field] {
    var known: Set<String> = []
    return reader.list("fields", of: type, maximum: 5).compactMap { node in
      guard reader.mapping(node, known: ["id", "type", "prompt", "required", "options"], required: ["id", "type"])
      else { return nil }
      let id = reader.value("id", of: node, expected: "a UUID of 36 characters") { FieldID($0)?.text }
      reader.unique(id, "id", of: node, among: &known)
      let kind = reader.value("type", of: node, expected: "TEXT, DATE-TIME or SELECT") {
        RequestTypeDefinition.Field.Kind(rawValue: $0)
      }
      let prompt = reader.text("prompt", of: node, lengths: 1...100)
      let isRequired = bool("required", of: node) ?? false
      let options = options(node, of: kind)
      guard let id, let kind else { return nil }
      return RequestTypeDefinition.Field(
        id: id, kind: kind, prompt: prompt ?? id, isRequired: isRequired, options: options)
    }
  }

  private mutating func options(_ node: YAMLNode, of kind: RequestTypeDefinition.Field.Kind?) -> [String] {
    let items = reader.list("options", of: node, maximum: 25)
    if kind == .select, items.isEmpty {
      reader.add(.seedMissingKey, "a SELECT field needs at least one of \"options\"", at: node.usageRange)
    }
    if let kind, kind != .select, let options = node.value(for: "options") {
      reader.add(.seedValue, "only a SELECT field can have options", at: options.usageRange)
    }
    return items.compactMap { reader.text($0, called: "an option", lengths: 1...RequestLimits.option) }
  }

  /// `nil` where the key is missing, or after an error.
  mutating func bool(_ key: String, of node: YAMLNode) -> Bool? {
    reader.value(key, of: node, expected: "true or false") { ["true": true, "false": false][$0] }
  }
}
