/// What only a single retrieval of a request type shows (contract schema `request-type-full`).
package struct RequestTypeSettings: Hashable, Sendable {
  /// The team that administers the type.
  package var ownerId: String?
  package var resource: ResourceSettings?
  package var request: RequestSettings
  package var approval: ApprovalSettings?
  /// An ISO 8601 duration of one unit (contract schema `request-duration`); `nil` is written as `null`.
  package var accessDuration: String?

  package init(
    ownerId: String?, resource: ResourceSettings?, request: RequestSettings, approval: ApprovalSettings?,
    accessDuration: String? = nil
  ) {
    self.ownerId = ownerId
    self.resource = resource
    self.request = request
    self.approval = approval
    self.accessDuration = accessDuration
  }
}

/// What can be requested (contract schema `request-type-resource-settings-readable`).
package struct ResourceSettings: Hashable, Sendable, Codable {
  /// An app, group or entitlement bundle.
  package struct Target: Hashable, Sendable, Codable {
    package var resourceId: String
    /// Present for groups (contract examples of retrieved request types; its schema does not have it).
    package var resourceName: String?

    package init(resourceId: String, resourceName: String?) {
      self.resourceId = resourceId
      self.resourceName = resourceName
    }
  }

  /// `APPS`, `GROUPS`, `ENTITLEMENT_BUNDLES` or `CUSTOM`.
  package var type: String
  package var targetResources: [Target]?

  package init(type: String, targetResources: [Target]?) {
    self.type = type
    self.targetResources = targetResources
  }
}

/// Who may request, and what is asked (contract schema `request-type-request-settings-readable`).
package struct RequestSettings: Hashable, Sendable, Codable {
  /// `MEMBER_OF`, `EVERYONE` or `CUSTOM`.
  package var type: String
  /// The group that requesters must be in.
  package var requesterMemberOf: [String]?
  package var requesterFields: [FieldBody]?

  package init(type: String, requesterMemberOf: [String]? = nil, requesterFields: [FieldBody]?) {
    self.type = type
    self.requesterMemberOf = requesterMemberOf
    self.requesterFields = requesterFields
  }
}

/// A question (contract schema `field`).
package struct FieldBody: Hashable, Sendable, Codable {
  /// A choice of a SELECT field (contract schema `field-option`).
  package struct Option: Hashable, Sendable, Codable {
    package var value: String

    package init(value: String) {
      self.value = value
    }
  }

  package var id: String
  /// `TEXT`, `DATE-TIME` or `SELECT`.
  package var type: String
  package var prompt: String
  /// Left out it means `true` (contract schema `field-required`).
  package var required: Bool?
  package var options: [Option]?

  package init(id: String, type: String, prompt: String, required: Bool?, options: [Option]? = nil) {
    self.id = id
    self.type = type
    self.prompt = prompt
    self.required = required
    self.options = options
  }
}

/// Who approves (contract schema `request-type-approval-settings-readable`).
package struct ApprovalSettings: Hashable, Sendable, Codable {
  /// One approval, in its turn (contract schema `request-type-approval`).
  package struct Step: Hashable, Sendable, Codable {
    /// `MEMBER_OF`, `USER`, `MANAGER` or `RESOURCE_OWNER`.
    package var approverType: String
    package var description: String?
    package var approverMemberOf: [String]?
    package var approverUserId: String?
    package var approverFields: [FieldBody]?

    package init(
      approverType: String, description: String? = nil, approverMemberOf: [String]? = nil,
      approverUserId: String? = nil, approverFields: [FieldBody]? = nil
    ) {
      self.approverType = approverType
      self.description = description
      self.approverMemberOf = approverMemberOf
      self.approverUserId = approverUserId
      self.approverFields = approverFields
    }
  }

  /// `SERIAL`, `NONE` or `CUSTOM`.
  package var type: String
  package var approvals: [Step]?

  package init(type: String, approvals: [Step]?) {
    self.type = type
    self.approvals = approvals
  }
}
