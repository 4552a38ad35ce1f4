package import Model

extension RequestTypeBody {
  package var requestType: RequestType {
    RequestType(
      id: RequestTypeID(fromOrg: id), name: name, description: description, status: status,
      fields: settings?.request.fields,
      approvers: settings?.approval?.approvers)
  }
}

extension ApprovalSettings {
  /// `nil` where the org does not show them.
  fileprivate var approvers: [RequestType.Approver]? {
    type == "CUSTOM" ? nil : (approvals ?? []).map(\.approver)
  }
}

extension ApprovalSettings.Step {
  fileprivate var approver: RequestType.Approver {
    switch approverType {
    case "MANAGER": .manager
    case "RESOURCE_OWNER": .resourceOwner
    case "USER": approverUserId.map { .user(UserID(fromOrg: $0)) } ?? .unknown
    case "MEMBER_OF": .members((approverMemberOf ?? []).map(GroupID.init(fromOrg:)))
    default: .unknown
    }
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
