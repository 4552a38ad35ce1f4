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
      decision: RequestDecision(status: requestStatus) ?? details?.course?.decision)
  }

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
  /// What approvals and actions say together: one denial denies all, and the action counts once all is approved.
  fileprivate var decision: RequestDecision {
    if approvals.contains(where: { $0.decision?.decision == "DENIED" }) { return .denied }
    let isApproved = approvals.allSatisfy { $0.status == "COMPLETED" && $0.decision?.decision == "APPROVED" }
    guard isApproved, !approvals.isEmpty || actions?.isEmpty == false else { return .undecided }
    guard let action = actions?.first, action.status == "COMPLETED" else { return .approved }
    if action.outcome?.actionStatus == "FAILED" { return .failed }
    if case .removed = action.accessEnd { return .removed }
    return .done
  }
}
