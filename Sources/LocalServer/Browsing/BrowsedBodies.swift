import OktaWire

/// A page of requests, for people.
struct BrowsedPage: Encodable, Sendable {
  var requests: [BrowsedSummary]
  var hasMore: Bool
  /// By status, over all requests of the ledger.
  var counts: [String: Int]
}

struct BrowsedSummary: Encodable, Sendable {
  var id: String
  var permalinkId: Int64
  var subject: String
  var requestTypeId: String
  /// `nil` where the type is gone.
  var requestTypeName: String?
  var requester: BrowsedPerson
  var requestStatus: String
  var created: Timestamp
  var lastUpdated: Timestamp
}

/// A user, with the login where one was declared.
struct BrowsedPerson: Encodable, Sendable {
  var id: String
  var login: String?
}

/// Everything that is known of a request.
struct BrowsedRequest: Encodable, Sendable {
  struct Approval: Encodable, Sendable {
    var approvalId: String
    /// Whom the request type asks, in words.
    var approver: String
    var description: String?
    /// Whether it is this approval's turn.
    var isNext: Bool
    /// What the approver is asked.
    var fields: [FieldBody]
    /// `nil` while it is pending.
    var decision: ApprovalBody.Decision?
    var fieldValues: [AnsweredField]?
  }

  var summary: BrowsedSummary
  /// As the API shows it.
  var request: RequestBody
  /// Those of a `CUSTOM` request as well, of which the API shows none.
  var approvals: [Approval]
  /// `nil` where the request will never have one.
  var action: ActionBody?
  var messages: [StoredMessage]
  /// When the request moves by itself next; `nil` where it does not.
  var nextMove: Timestamp?
}

extension LedgerTables {
  func summary(_ request: StoredRequest) throws -> BrowsedSummary {
    BrowsedSummary(
      id: request.id, permalinkId: request.permalinkID, subject: request.subject,
      requestTypeId: request.requestTypeID, requestTypeName: try requestType(request.requestTypeID)?.name,
      requester: BrowsedPerson(id: request.requester, login: try user(id: request.requester)?.login),
      requestStatus: request.status.rawValue, created: request.created, lastUpdated: request.lastUpdated)
  }

  func browsed(_ request: StoredRequest, _ bodies: Bodies) throws -> BrowsedRequest {
    let course = request.details?.course
    let canBeDecided = request.status == .open || request.status == .pending
    let approvals = (course?.steps ?? []).enumerated().map { place, step in
      BrowsedRequest.Approval(
        approvalId: step.id, approver: step.asked.inWords, description: step.asked.description,
        isNext: canBeDecided && place == course?.turn, fields: step.asked.fields.map(bodies.field),
        decision: step.decision?.body, fieldValues: step.decision?.fieldValues)
    }
    return BrowsedRequest(
      summary: try summary(request), request: bodies.request(request), approvals: approvals,
      action: course?.body.actions?.first, messages: try messages(of: request.id), nextMove: request.nextMove?.moment)
  }
}

extension RequestTypeDefinition.Approval {
  fileprivate var inWords: String {
    switch approverType {
    case "USER": approverUserID ?? "a user"
    case "MEMBER_OF": "a member of \(approverMemberOf?.joined(separator: ", ") ?? "a group")"
    case "RESOURCE_OWNER": "the owner of the resource"
    default: "the requester's manager"
    }
  }
}
