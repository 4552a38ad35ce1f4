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

extension FieldValueBody {
  package init(_ value: FieldValue) {
    switch value {
    case .string(let text): self = .string(text)
    case .selection(let option): self = .selection([option])
    }
  }

  /// `nil` where nothing was answered. Several options, which the contract does not allow, become one text that
  /// equals no single option.
  package var fieldValue: FieldValue? {
    switch self {
    case .null: nil
    case .string(let text): .string(text)
    case .selection(let options): options.isEmpty ? nil : .selection(options.joined(separator: ", "))
    }
  }
}

extension CreateBody {
  /// The body of a declaration: what it leaves open is left out, never sent empty.
  package init(_ declaration: RequestDeclaration) {
    self.init(
      requestTypeId: declaration.requestTypeID.text, subject: declaration.subject,
      requesterUserIds: declaration.requester.map { [$0.text] },
      requesterFieldValues: declaration.fieldValues.isEmpty
        ? nil : declaration.fieldValues.map { Answer(id: $0.id.text, value: FieldValueBody($0.value)) })
  }
}

extension RequestTypeBody {
  package var requestType: RequestType {
    RequestType(id: RequestTypeID(fromOrg: id), name: name, status: status, fields: settings?.request.fields)
  }
}

extension RequestSettings {
  /// `nil` where the org does not show the fields, or one is of a kind that Writ does not know.
  fileprivate var fields: [RequestType.Field]? {
    guard type != "CUSTOM" else { return nil }
    let fields = requesterFields ?? []
    let known = fields.compactMap(\.field)
    return known.count == fields.count ? known : nil
  }
}

extension FieldBody {
  fileprivate var field: RequestType.Field? {
    RequestType.Field.Kind(rawValue: type).map { kind in
      RequestType.Field(
        id: FieldID(fromOrg: id), prompt: prompt, isRequired: required ?? true, kind: kind,
        options: (options ?? []).map(\.value))
    }
  }
}
