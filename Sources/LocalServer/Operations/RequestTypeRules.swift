import OktaWire
import Model

/// A request type that may be created: the body passed every rule (contract schema `request-type-creatable`).
struct RequestTypeDraft: Hashable, Sendable {
  var name: String
  var description: String
  var status: StoredRequestType.Status
  var definition: RequestTypeDefinition

  func stored(id: String, by user: String, at moment: Timestamp) -> StoredRequestType {
    StoredRequestType(
      id: id, name: name, description: description, status: status, definition: definition, created: moment,
      createdBy: user, lastUpdated: moment, lastUpdatedBy: user)
  }
}

/// The id of a new field: a version 4 UUID in lower case (contract schema `field-id`).
enum NewFieldID {
  static func make(_ random: () -> UInt64) -> String {
    let (high, low) = (random(), random())
    let digits = Array(
      (high & ~0xf000 | 0x4000).digits(16, radix: 16) + (low & ~(0b11 << 62) | (0b10 << 62)).digits(16, radix: 16))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
  }
}

extension APIError {
  /// Contract example `request-type-publish-disabled-example`: a conflict without causes.
  static let disabledType = APIError.conflictWithoutCause(
    "Cannot publish or unpublish a DISABLED request type. Repair the request type using the administrative user "
      + "interface.")
}

/// What the rules of a new request type need to know about the org.
struct RequestTypeFacts: Hashable, Sendable {
  /// The ids of users and groups in the body that do not exist.
  var unknown: Set<String> = []
  /// Whether the team exists that is the owner.
  var isOwnerKnown = true
}

extension LedgerTables {
  /// Looks up every id of a user or a group in the body; the users of tokens always exist.
  func facts(forType body: JSONValue, tokens: TokenAuthenticator) throws -> RequestTypeFacts {
    let texts = body.texts
    let users = try declaresUsers() ? texts.filter { IdentifierForm.user.matches($0) } : []
    let groups = try declaresGroups() ? texts.filter { IdentifierForm.group.matches($0) } : []
    let unknown =
      try users.filter { try !tokens.users.contains($0) && user(id: $0) == nil } + groups.filter { try !hasGroup($0) }
    let isOwnerKnown = try body["ownerId"]?.text.map(hasTeam) ?? true
    return RequestTypeFacts(unknown: Set(unknown), isOwnerKnown: isOwnerKnown)
  }
}

extension JSONValue {
  /// Every string in it, except for the names of members.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let items): items.flatMap(\.texts)
    case .object(let members): members.values.flatMap(\.texts)
    case .null, .bool, .number: []
    }
  }
}

/// The rules of a new request type (contract schema `request-type-creatable`); all errors are reported at once.
///
/// This server stores no apps and bundles, so every well-formed id of one exists.
struct RequestTypeRules {
  var rules = BodyRules()
  let facts: RequestTypeFacts
  let newFieldID: () -> String

  static func check(
    _ body: JSONValue, _ facts: RequestTypeFacts, newFieldID: @escaping () -> String
  ) throws(APIError) -> RequestTypeDraft {
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
    // Reported at the body (contract example `approval-settings-missing`).
    let approvals = rules.required("approvalSettings", of: body, at: "", reportedAt: "/").flatMap {
      approvalSettings($0)
    }
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

  /// Only groups have owners who can approve (contract schema `request-type-approvals-writable`).
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

  /// One group at most; more are reported at the first (contract example `approval-memberOf-too-many-group-ids`).
  mutating func memberOf(_ value: JSONValue, at place: String) -> String? {
    rules.array(value, counts: 1...1, at: place, reportedAt: "\(place)/0")
      .flatMap { known($0[0], .group, at: "\(place)/0") }
  }

  /// Reported without a slash, with a complete summary (contract example `ownerId-invalid`).
  private mutating func owner(_ body: JSONValue) -> String? {
    let id = rules.required("ownerId", of: body, at: "").flatMap { rules.identifier($0, .owner, at: "/ownerId") }
    if id != nil, !facts.isOwnerKnown {
      rules.add("ownerId must be a Team in your organization.", reason: .identifierNotFound, at: "ownerId")
    }
    return id
  }

  /// A well-formed id that is not known to be missing.
  mutating func known(_ value: JSONValue, _ form: IdentifierForm, at place: String) -> String? {
    let id = rules.identifier(value, form, at: place)
    if let id, facts.unknown.contains(id) {
      rules.add("\(id) not found", reason: .identifierNotFound, at: place)
    }
    return id
  }

  /// A duration of one unit: days, hours or minutes (contract schema `request-duration`).
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
  /// The form of the ids of such resources.
  var idForm: IdentifierForm {
    switch self {
    case .apps: .application
    case .groups: .group
    case .entitlementBundles: .bundle
    }
  }
}
