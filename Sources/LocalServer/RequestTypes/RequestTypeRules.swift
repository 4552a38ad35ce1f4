import OktaWire

/// The rules of a new request type (contract schema `request-type-creatable`); everything that is wrong is told at
/// once.
///
/// Apps and bundles are not kept by this server, so every well-formed id of one exists.
struct RequestTypeRules {
  var rules = BodyRules()
  let facts: RequestTypeFacts
  let newFieldID: () -> String

  static func check(
    _ body: JSONValue, _ facts: RequestTypeFacts, newFieldID: @escaping () -> String
  ) throws(Refusal) -> RequestTypeDraft {
    var type = RequestTypeRules(facts: facts, newFieldID: newFieldID)
    guard let draft = type.draft(body), type.rules.causes.isEmpty else { throw .invalid(type.rules.causes) }
    return draft
  }

  private mutating func draft(_ body: JSONValue) -> RequestTypeDraft? {
    guard rules.object(body, at: "") else { return nil }
    let name = requiredString("name", of: body, lengths: 1...50)
    let description = body["description"].flatMap { rules.string($0, lengths: 1...2000, at: "/description") }
    let owner = owner(body)
    let status = body["status"].map { rules.oneOf(["DRAFT", "ACTIVE"], $0, at: "/status") } ?? "DRAFT"
    let resource = rules.required("resourceSettings", of: body, at: "").flatMap { resourceSettings($0) }
    let request = body["requestSettings"].map { requestSettings($0) } ?? RequestPart()
    // Told at the body (contract example `approval-settings-missing`).
    let approvals = rules.required("approvalSettings", of: body, at: "", told: "/").flatMap { approvalSettings($0) }
    let duration = accessDuration(body["accessDuration"])
    if let kind = resource?.kind, let approvals { checkOwners(approvals, of: kind) }
    guard let name, let owner, let resource, let approvals,
      let status = status.flatMap(StoredRequestType.Status.init(rawValue:))
    else { return nil }
    return RequestTypeDraft(
      name: name, description: description ?? name, status: status,
      definition: RequestTypeDefinition(
        ownerID: owner.lowercased(), resourceKind: resource.kind, resourceID: resource.id, fields: request.fields,
        approvals: approvals, requesterMemberOf: request.memberOf, accessDuration: duration))
  }

  private mutating func requiredString(
    _ name: String, of body: JSONValue, lengths: ClosedRange<Int>
  ) -> String? {
    rules.required(name, of: body, at: "").flatMap { rules.string($0, lengths: lengths, at: "/\(name)") }
  }

  private mutating func resourceSettings(_ value: JSONValue) -> (kind: RequestTypeDefinition.ResourceKind, id: String)?
  {
    let place = "/resourceSettings"
    guard rules.object(value, at: place), let word = rules.required("type", of: value, at: place),
      let kind = rules.oneOf(RequestTypeDefinition.ResourceKind.allCases.map(\.rawValue), word, at: "\(place)/type")
        .flatMap(RequestTypeDefinition.ResourceKind.init(rawValue:)),
      let list = rules.required("targetResources", of: value, at: place),
      let targets = rules.array(list, counts: 1...1, at: "\(place)/targetResources"),
      rules.object(targets[0], at: "\(place)/targetResources/0"),
      let target = rules.required("resourceId", of: targets[0], at: "\(place)/targetResources/0"),
      let id = known(target, kind.idForm, at: "\(place)/targetResources/0/resourceId")
    else { return nil }
    return (kind, id)
  }

  /// Only groups have owners that could approve (contract schema `request-type-approvals-writable`).
  private mutating func checkOwners(
    _ approvals: [RequestTypeDefinition.Approval], of kind: RequestTypeDefinition.ResourceKind
  ) {
    guard kind != .groups else { return }
    for (index, approval) in approvals.enumerated() where approval.approverType == "RESOURCE_OWNER" {
      _ = rules.oneOf(
        ["MEMBER_OF", "USER", "MANAGER"], .string(approval.approverType),
        at: "/approvalSettings/approvals/\(index)/approverType")
    }
  }

  private struct RequestPart {
    var memberOf: String?
    var fields: [RequestTypeDefinition.Field] = []
  }

  private mutating func requestSettings(_ value: JSONValue) -> RequestPart {
    let place = "/requestSettings"
    guard rules.object(value, at: place), let word = rules.required("type", of: value, at: place),
      let type = rules.oneOf(["MEMBER_OF", "EVERYONE"], word, at: "\(place)/type")
    else { return RequestPart() }
    let group =
      type == "MEMBER_OF"
      ? rules.required("requesterMemberOf", of: value, at: place)
        .flatMap { memberOf($0, at: "\(place)/requesterMemberOf") } : nil
    return RequestPart(
      memberOf: group, fields: fields(value["requesterFields"], at: "\(place)/requesterFields"))
  }

  /// One group at most; that there are more is told at the first (contract example
  /// `approval-memberOf-too-many-group-ids`).
  mutating func memberOf(_ value: JSONValue, at place: String) -> String? {
    rules.array(value, counts: 1...1, at: place, told: "\(place)/0")
      .flatMap { known($0[0], .group, at: "\(place)/0") }
  }

  /// Told without a slash, and in full by its summary (contract example `ownerId-invalid`).
  private mutating func owner(_ body: JSONValue) -> String? {
    let id = rules.required("ownerId", of: body, at: "").flatMap { rules.identifier($0, .owner, at: "/ownerId") }
    if id != nil, !facts.isOwnerKnown {
      rules.add("ownerId must be a Team in your organization.", reason: .identifierNotFound, at: "ownerId")
    }
    return id
  }

  /// A well-formed id of something that is not known to be missing.
  mutating func known(_ value: JSONValue, _ form: IdentifierForm, at place: String) -> String? {
    let id = rules.identifier(value, form, at: place)
    if let id, facts.unknown.contains(id) {
      rules.add("\(id) not found", reason: .identifierNotFound, at: place)
    }
    return id
  }

  /// Only one unit: days, hours or minutes (contract schema `request-duration`), and a time whose end this server can tell.
  private mutating func accessDuration(_ value: JSONValue?) -> String? {
    guard let value, value != .null,
      let text = rules.string(value, lengths: 1...100, at: "/accessDuration")
    else { return nil }
    if AccessDuration.milliseconds(text) == nil {
      rules.add("must be iso-duration", reason: .stringFormatInvalid, at: "/accessDuration")
    }
    return text
  }
}

extension RequestTypeDefinition.ResourceKind {
  fileprivate var idForm: IdentifierForm {
    switch self {
    case .apps: .application
    case .groups: .group
    case .entitlementBundles: .bundle
    }
  }
}
