package import Model

extension RequestBody {
  /// `isRetrieved`: whether the body is a single request's, where missing field values mean that there are none.
  /// In a list they mean that the org did not say.
  package func existingRequest(isRetrieved: Bool) -> ExistingRequest {
    ExistingRequest(
      id: RequestID(id), requestTypeID: RequestTypeID(fromOrg: requestTypeId), requester: requester, subject: subject,
      status: requestStatus, created: created.date, createdBy: createdBy.isEmpty ? nil : UserID(fromOrg: createdBy),
      lastUpdated: lastUpdated.date,
      fieldValues: isRetrieved && details?.areAnswersReadable != false ? answers ?? [] : answers,
      decision: RequestDecision(status: requestStatus) ?? course?.decision, course: course)
  }

  /// `nil` in a list; empty for a request whose course the org does not show.
  private var course: RequestCourse? { details.map { $0.course?.requestCourse ?? RequestCourse() } }

  /// `nil` where the org does not name exactly one: the request may be anybody's.
  private var requester: UserID? {
    guard requesterUserIds.count == 1, let id = requesterUserIds.first, !id.isEmpty else { return nil }
    return UserID(fromOrg: id)
  }

  /// The fields that were answered, sorted by id.
  private var answers: [RequesterFieldValue]? {
    details?.requesterFieldValues?
      .compactMap { field in
        field.value.fieldValue.map { RequesterFieldValue(id: FieldID(fromOrg: field.id), value: $0) }
      }
      .sorted { $0.id < $1.id }
  }
}

extension RequestProgress {
  fileprivate var requestCourse: RequestCourse {
    RequestCourse(approvals: approvals.map(\.requestApproval), actions: (actions ?? []).map(\.requestAction))
  }
}

extension ApprovalBody {
  fileprivate var requestApproval: RequestCourse.Approval {
    RequestCourse.Approval(
      status: status, decision: decision?.decision, approver: decision?.approverId.map(UserID.init(fromOrg:)),
      approverName: decision?.approverName, decided: decision?.decided?.date)
  }
}

extension ActionBody {
  fileprivate var requestAction: RequestCourse.Action {
    var removed: Timestamp?
    if case .removed(let moment) = accessEnd { removed = moment }
    return RequestCourse.Action(
      status: status, kind: action, outcome: outcome?.actionStatus, resourceName: outcome?.resourceName,
      attempted: outcome?.actionAttempted?.date, accessRemoved: removed?.date)
  }
}
