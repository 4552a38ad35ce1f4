import Foundation
import OktaWire
import Model

/// `POST /governance/api/v1/requests`.
extension OperationHandler {
  func createRequest() async throws -> ServerResponse {
    let body = try await readBody()
    let (ledger, tokens, user, now) = (ledger, tokens, user, now)
    let shown = try await ledger.transact(at: now) { tables in
      let request = try CreationRules.check(body, tables.facts(for: body, of: user, tokens: tokens), of: user)
      var stored = request.stored(by: user, at: now) { ledger.nextID(at: now) }
      stored.subject = storedSubject(stored.subject)
      applyListFault(to: stored.id)
      return try requestInReply(to: tables.insert(stored), in: tables)
    }
    return try .json(201, bodies.request(shown))
  }
}

/// What the rules of a create need to know about the org.
struct CreationFacts: Hashable, Sendable {
  /// The request type in the body; `nil` where it does not exist.
  var type: StoredRequestType?
  /// Whether the requester in the body exists.
  var isRequesterKnown: Bool
  /// Whether the token's user is a Super Admin or an Access Request Admin.
  var isAdmin: Bool
  /// Whether both the token's user and the requester are members of the group that the type requires.
  var mayRequest: Bool
}

extension LedgerTables {
  /// Looks up the ids in a body that are well-formed; the users of tokens always exist.
  func facts(for body: JSONValue, of user: String, tokens: TokenAuthenticator) throws -> CreationFacts {
    let type = try body["requestTypeId"]?.text.flatMap { try requestType($0.lowercased()) }
    let requester = body["requesterUserIds"]?.items?.first?.text ?? user
    return CreationFacts(
      type: type,
      isRequesterKnown: try !declaresUsers() || tokens.users.contains(requester) || self.user(id: requester) != nil,
      isAdmin: try isAdministrator(user),
      mayRequest: try type?.definition.requesterMemberOf.map { group in
        try isMember(user, of: group) && isMember(requester, of: group)
      } ?? true)
  }
}

extension JSONValue {
  fileprivate var items: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }
}

/// A request that may be created: the body passed every rule (contract schema `request-creatable`).
struct NewRequest: Hashable, Sendable {
  var type: StoredRequestType
  var subject: String
  var requester: String
  /// By field id in lower case; fields without a value are left out.
  var answers: [String: FieldValueBody]
}

/// The rules of a create, by status: errors in the body (400, all at once), permissions (403), whether the type accepts
/// requests and whether its required fields have values (409).
struct CreationRules {
  let facts: CreationFacts
  private var rules = BodyRules()

  private struct FieldValue {
    var location: String
    var id: String
    var value: FieldValueBody
  }

  static func check(_ body: JSONValue, _ facts: CreationFacts, of user: String) throws(APIError) -> NewRequest {
    var creation = CreationRules(facts: facts)
    return try creation.check(body, of: user)
  }

  private mutating func check(_ body: JSONValue, of user: String) throws(APIError) -> NewRequest {
    guard rules.object(body, at: "") else { throw .invalid(rules.causes) }
    checkType(body)
    let subject = subject(body)
    let requester = requester(body) ?? user
    let values = body["requesterFieldValues"].map { fieldValues($0) } ?? []
    guard rules.causes.isEmpty, let type = facts.type, let subject else { throw .invalid(rules.causes) }
    try checkPermission()
    try checkState(of: type)
    let answers = try answers(values, to: type)
    return NewRequest(type: type, subject: subject, requester: requester, answers: answers)
  }

  private mutating func checkType(_ body: JSONValue) {
    guard let value = rules.required("requestTypeId", of: body, at: ""),
      let id = rules.identifier(value, .requestType, at: "/requestTypeId")
    else { return }
    if facts.type == nil {
      rules.add("\(id) not found", reason: .identifierNotFound, at: "/requestTypeId")
    }
  }

  private mutating func subject(_ body: JSONValue) -> String? {
    rules.required("subject", of: body, at: "").flatMap {
      rules.string($0, lengths: 1...RequestLimits.subject, at: "/subject")
    }
  }

  private mutating func requester(_ body: JSONValue) -> String? {
    guard let value = body["requesterUserIds"],
      let items = rules.array(value, counts: 1...1, at: "/requesterUserIds"),
      let id = rules.identifier(items[0], .user, at: "/requesterUserIds/0")
    else { return nil }
    if !facts.isRequesterKnown {
      rules.add("\(id) not found", reason: .identifierNotFound, at: "/requesterUserIds/0")
    }
    return id
  }

  private mutating func fieldValues(_ value: JSONValue) -> [FieldValue] {
    // The contract has no maximum for this list.
    let items = rules.array(value, counts: 0...Int.max, at: "/requesterFieldValues") ?? []
    return items.enumerated().compactMap { index, item in
      fieldValue(item, at: "/requesterFieldValues/\(index)")
    }
  }

  private mutating func fieldValue(_ item: JSONValue, at location: String) -> FieldValue? {
    guard rules.object(item, at: location) else { return nil }
    let id = rules.required("id", of: item, at: location).flatMap { fieldID($0, at: "\(location)/id") }
    let field = id.flatMap { facts.type?.definition.field($0) }
    let value = rules.required("value", of: item, at: location)
      .flatMap { FieldValueRules.check($0, of: field, at: "\(location)/value", &rules) }
    if let kind = item["type"] {
      _ = rules.oneOf(["TEXT", "SELECT", "DATE-TIME"], kind, at: "\(location)/type")
    }
    guard let id, let value else { return nil }
    return FieldValue(location: location, id: id, value: value)
  }

  private mutating func fieldID(_ value: JSONValue, at location: String) -> String? {
    guard case .string(let id) = value, FieldID.accepts(id.utf8) else {
      rules.add("must be uuid v4", reason: .stringFormatInvalid, at: location)
      return nil
    }
    if let type = facts.type, type.definition.field(id) == nil {
      rules.add("\(id) not found", reason: .identifierNotFound, at: location)
    }
    return id.lowercased()
  }

  private func checkPermission() throws(APIError) {
    guard facts.isAdmin else {
      let text = "Authenticated user must be a Super Admin or Access Request Admin."
      throw .forbidden([ErrorCauseBody(text, reason: .insufficientPermissions)])
    }
    if facts.mayRequest { return }
    let text =
      "Authenticated user and contents of /body/requesterUserIds must be members of the group specified in the "
      + "request type's /requestSettings/requesterMemberOf array."
    throw .forbidden([.body("/requesterUserIds", text, reason: .requestTypeSettings)])
  }

  private func checkState(of type: StoredRequestType) throws(APIError) {
    if type.status == .active { return }
    let text = "Request type \(type.id) must be ACTIVE. Current status: \(type.status.rawValue)"
    throw .conflict([.body("/requestTypeId", text, reason: .requestTypeState)])
  }

  private func answers(
    _ values: [FieldValue], to type: StoredRequestType
  ) throws(APIError) -> [String: FieldValueBody] {
    var answers: [String: FieldValueBody] = [:]
    for value in values {
      guard answers.updateValue(value.value, forKey: value.id) == nil else {
        throw .unmetSettings([
          .body("\(value.location)/id", "\(value.id) must only be provided once", reason: .requestTypeSettings)
        ])
      }
    }
    answers = answers.filter { $0.value != .null }
    guard type.definition.fields.areComplete(in: answers) else {
      throw .unmetSettings([
        .body("/requesterFieldValues", "must have all required requesterFields", reason: .requestTypeSettings)
      ])
    }
    return answers
  }
}

extension NewRequest {
  /// The new request: open, its approvals and its action pending.
  func stored(by user: String, at now: Date, nextID: () -> String) -> StoredRequest {
    let moment = Timestamp(now)
    let id = nextID()
    let details = StoredRequest.Details(
      fieldValues: type.definition.fields.answered(by: answers),
      lifecycle: type.definition.lifecycle(
        resourceName: type.resourceName ?? type.name, startedAt: moment, nextID: nextID))
    return StoredRequest(
      id: id, permalinkID: 0, requestTypeID: type.id, subject: subject, requester: requester, status: .open,
      kind: type.definition.isCustom ? .custom : .accessRequest, created: moment, createdBy: user,
      lastUpdated: moment, lastUpdatedBy: user, resolved: nil, details: details)
  }
}

// MARK: Faults

/// Orgs that process a create in an unusual way. A fault that finds nothing to change is reverted.
extension OperationHandler {
  /// The subject as the org stores it.
  private func storedSubject(_ subject: String) -> String {
    let stored: String
    switch fault {
    case .trimmedSubject: stored = subject.trimmingCharacters(in: .whitespacesAndNewlines)
    case .nfcSubject: stored = subject.precomposedStringWithCanonicalMapping
    case .bmpSubject: stored = String(String.UnicodeScalarView(subject.unicodeScalars.filter { $0.value <= 0xffff }))
    default: return subject
    }
    // No org has requests without a subject. Equal strings may differ in their normalization form: bytes decide.
    guard let fault, stored.isEmpty || stored.utf8.elementsEqual(subject.utf8) else { return stored }
    ledger.revert(fault)
    return subject
  }

  /// Leaves the new request out of lists, or its requester, where the fault does that.
  private func applyListFault(to id: String) {
    switch fault {
    case .lateList: ledger.delayListing(of: id, until: now.addingTimeInterval(faults.listingDelay / .seconds(1)))
    case .neverListed: ledger.delayListing(of: id, until: .distantFuture)
    case .hiddenRequester: ledger.hideRequester(of: id)
    default: break
    }
  }

  /// The request that the reply to a create shows: the one created before it, where the fault mixes up replies.
  private func requestInReply(to created: StoredRequest, in tables: LedgerTables) throws -> StoredRequest {
    guard fault == .foreignReply else { return created }
    if let other = try tables.request(before: created) { return other }
    ledger.revert(.foreignReply)
    return created
  }
}
