import OktaWire

/// One page of requests in the list of the admin page.
struct RequestListView: Encodable, Sendable {
  var requests: [RequestSummary]
  var hasMore: Bool
  /// The number of all requests by status.
  var counts: [String: Int]
}

/// One line of the list.
struct RequestSummary: Encodable, Sendable {
  var id: String
  var permalinkId: Int64
  var subject: String
  var requestTypeId: String
  /// `nil` where the type was deleted.
  var requestTypeName: String?
  var requester: UserSummary
  var requestStatus: String
  /// How the approvals ended: `APPROVED` or `DENIED`; `nil` while some are pending.
  var decision: String?
  /// The current approval, with what its approver must answer; `nil` where the request waits for none.
  var pendingApproval: PendingApproval?
  var created: Timestamp
  var lastUpdated: Timestamp
}

/// The approval that can be decided next.
struct PendingApproval: Encodable, Sendable {
  var approvalId: String
  /// Whether it has required fields, which must be answered to approve.
  var hasRequiredFields: Bool
}

/// A user, with the login if there is one.
struct UserSummary: Encodable, Sendable {
  var id: String
  var login: String?
}

/// All data of a request.
struct RequestDetailView: Encodable, Sendable {
  struct Approval: Encodable, Sendable {
    var approvalId: String
    /// The approver of the request type, for display.
    var approver: String
    var description: String?
    /// Whether it is the current approval.
    var isNext: Bool
    /// The fields that the approver fills in.
    var fields: [FieldBody]
    /// `nil` while it is pending.
    var decision: ApprovalBody.Decision?
    var fieldValues: [AnsweredField]?
  }

  var summary: RequestSummary
  /// As the API shows it.
  var request: RequestBody
  /// Also those of a `CUSTOM` request, which the API does not show.
  var approvals: [Approval]
  /// `nil` where the request will never have one.
  var action: ActionBody?
  var messages: [StoredMessage]
  /// When the next automatic transition is due; `nil` where there is none.
  var nextMove: Timestamp?
}

extension LedgerTables {
  func summary(_ request: StoredRequest) throws -> RequestSummary {
    RequestSummary(
      id: request.id, permalinkId: request.permalinkID, subject: request.subject,
      requestTypeId: request.requestTypeID, requestTypeName: try requestType(request.requestTypeID)?.name,
      requester: UserSummary(id: request.requester, login: try user(id: request.requester)?.login),
      requestStatus: request.status.rawValue, decision: request.decision?.rawValue,
      pendingApproval: request.pendingApproval, created: request.created, lastUpdated: request.lastUpdated)
  }

  func detailView(_ request: StoredRequest, _ bodies: ResponseBodies) throws -> RequestDetailView {
    let lifecycle = request.details?.lifecycle
    let current = request.currentApproval
    let approvals = (lifecycle?.steps ?? []).map { step in
      RequestDetailView.Approval(
        approvalId: step.id, approver: step.approval.approverName, description: step.approval.description,
        isNext: step.id == current?.id, fields: step.approval.fields.map(bodies.field),
        decision: step.completed?.body, fieldValues: step.completed?.fieldValues)
    }
    return RequestDetailView(
      summary: try summary(request), request: bodies.request(request), approvals: approvals,
      action: lifecycle?.body.actions?.first, messages: try messages(of: request.id),
      nextMove: request.nextTransition?.moment)
  }
}

extension RequestTypeDefinition.Approval {
  fileprivate var approverName: String {
    switch approverType {
    case "USER": approverUserID ?? "a user"
    case "MEMBER_OF": "a member of \(approverMemberOf?.joined(separator: ", ") ?? "a group")"
    case "RESOURCE_OWNER": "the owner of the resource"
    default: "the requester's manager"
    }
  }
}

extension StoredRequest {
  /// The approval that can be decided now; `nil` where there is none.
  var currentApproval: Lifecycle.Step? {
    guard status == .open || status == .pending, let lifecycle = details?.lifecycle else { return nil }
    return lifecycle.currentStep.map { lifecycle.steps[$0] }
  }

  fileprivate var decision: Decision? {
    guard let lifecycle = details?.lifecycle, lifecycle.currentStep == nil, !lifecycle.steps.isEmpty else { return nil }
    return lifecycle.isDenied ? .denied : .approved
  }

  fileprivate var pendingApproval: PendingApproval? {
    currentApproval.map { step in
      PendingApproval(approvalId: step.id, hasRequiredFields: step.approval.fields.contains(where: \.isRequired))
    }
  }
}
