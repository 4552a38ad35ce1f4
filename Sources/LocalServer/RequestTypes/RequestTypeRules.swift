import OktaAPI

/// The rules of a new request type (contract schema `request-type-creatable`); everything that is wrong is told at
/// once.
///
/// Groups, apps, bundles and owners are not kept by this server, so every well-formed id of one exists.
struct RequestTypeRules {
  var rules = BodyRules()
  let newFieldID: () -> String

  static func check(
    _ body: JSONValue, newFieldID: @escaping () -> String
  ) throws(Refusal) -> RequestTypeDraft {
    var type = RequestTypeRules(newFieldID: newFieldID)
    guard let draft = type.draft(body), type.rules.causes.isEmpty else { throw .invalid(type.rules.causes) }
    return draft
  }

  private mutating func draft(_ body: JSONValue) -> RequestTypeDraft? {
    guard rules.object(body, at: "") else { return nil }
    let name = requiredString("name", of: body, lengths: 1...50)
    let description = body["description"].map { rules.string($0, lengths: 1...2000, at: "/description") ?? "" } ?? ""
    let owner = rules.required("ownerId", of: body, at: "").flatMap { rules.identifier($0, .owner, at: "/ownerId") }
    let status = body["status"].map { rules.oneOf(["DRAFT", "ACTIVE"], $0, at: "/status") } ?? "DRAFT"
    let resource = rules.required("resourceSettings", of: body, at: "").flatMap { resourceSettings($0) }
    let request = body["requestSettings"].map { requestSettings($0) } ?? RequestPart()
    let approvals = rules.required("approvalSettings", of: body, at: "").flatMap { approvalSettings($0) }
    let duration = accessDuration(body["accessDuration"])
    guard let name, let owner, let resource, let approvals,
      let status = status.flatMap(StoredRequestType.Status.init(rawValue:))
    else { return nil }
    return RequestTypeDraft(
      name: name, description: description, status: status,
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
      let id = rules.identifier(target, kind.idForm, at: "\(place)/targetResources/0/resourceId")
    else { return nil }
    return (kind, id)
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

  mutating func memberOf(_ value: JSONValue, at place: String) -> String? {
    rules.array(value, counts: 1...1, at: place).flatMap { rules.identifier($0[0], .group, at: "\(place)/0") }
  }

  /// Only one unit: days, hours or minutes (contract schema `request-duration`).
  private mutating func accessDuration(_ value: JSONValue?) -> String? {
    guard let value, value != .null,
      let text = rules.string(value, lengths: 1...100, at: "/accessDuration")
    else { return nil }
    if (try? #/P[0-9]+D|PT[0-9]+[HM]/#.wholeMatch(in: text)) == nil {
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
