import OktaWire

/// Request types as the API shows them (contract schemas `request-type-sparse` and `request-type-full`).
extension ResponseBodies {
  func requestType(_ type: StoredRequestType, isRetrieved: Bool) -> RequestTypeBody {
    RequestTypeBody(
      id: type.id, name: type.name, description: type.description, created: type.created, createdBy: type.createdBy,
      lastUpdated: type.lastUpdated, lastUpdatedBy: type.lastUpdatedBy, status: type.status.rawValue,
      // A list has no other source (contract schema `request-type-sparse`).
      lastUpdateSource: isRetrieved && type.definition.isCustom ? "WEB" : "API", links: links(of: type),
      settings: isRetrieved ? settings(of: type) : nil)
  }

  /// Without `createRequest`, which links to a web page that this server does not have.
  private func links(of type: StoredRequestType) -> RequestTypeLinks {
    let filter = "requestTypeId eq \(ListFilter.literal(type.id))"
    return RequestTypeLinks(
      requests: .json(origin + ListParameters(filter: filter).appended(to: Endpoint.requests.path)),
      self: .json(origin + Endpoint.requestType(type.id).path))
  }

  private func settings(of type: StoredRequestType) -> RequestTypeSettings {
    let definition = type.definition
    guard !definition.isCustom else {
      return RequestTypeSettings(
        ownerId: definition.ownerID, resource: ResourceSettings(type: "CUSTOM", targetResources: nil),
        request: RequestSettings(type: "CUSTOM", requesterFields: nil),
        approval: ApprovalSettings(type: "CUSTOM", approvals: nil), accessDuration: definition.accessDuration)
    }
    return RequestTypeSettings(
      ownerId: definition.ownerID,
      resource: ResourceSettings(
        type: definition.resourceKind.rawValue,
        targetResources: [.init(resourceId: definition.resourceID, resourceName: type.resourceName)]),
      request: RequestSettings(
        type: definition.requesterMemberOf == nil ? "EVERYONE" : "MEMBER_OF",
        requesterMemberOf: definition.requesterMemberOf.map { [$0] }, requesterFields: definition.fields.map(field)),
      approval: approvals(definition.approvals), accessDuration: definition.accessDuration)
  }

  private func approvals(_ approvals: [RequestTypeDefinition.Approval]) -> ApprovalSettings {
    if approvals.isEmpty { return ApprovalSettings(type: "NONE", approvals: nil) }
    return ApprovalSettings(
      type: "SERIAL",
      approvals: approvals.map { approval in
        ApprovalSettings.Step(
          approverType: approval.approverType,
          description: approval.description ?? Self.description(ofApprovalBy: approval.approverType),
          approverMemberOf: approval.approverMemberOf, approverUserId: approval.approverUserID,
          approverFields: approval.fields.map(field))
      })
  }

  /// Okta's description of an approval that was created without one (contract examples of new request types).
  private static func description(ofApprovalBy approverType: String) -> String {
    switch approverType {
    case "MANAGER": "Approval from the requester's manager"
    case "MEMBER_OF": "Approval from a member of the specified OKTA group"
    case "USER": "Approval from the specified user"
    default: "Approval from the resource owner"
    }
  }

  func field(_ field: RequestTypeDefinition.Field) -> FieldBody {
    FieldBody(
      id: field.id, type: field.kind.rawValue, prompt: field.prompt, required: field.isRequired,
      options: field.kind == .select ? field.options.map(FieldBody.Option.init(value:)) : nil)
  }
}
