/// A request type of the org, as far as planning needs it (contract schema `request-type-full`).
package struct RequestType: Hashable, Sendable {
  /// A question that a requester answers (contract schema `field`).
  package struct Field: Hashable, Sendable, Codable {
    /// What the field takes.
    package enum Kind: String, Sendable, Codable {
      case text = "TEXT"
      case dateTime = "DATE-TIME"
      case select = "SELECT"
    }

    /// The field's id.
    package var id: FieldID
    /// The question that the org asks.
    package var prompt: String
    /// Whether a request without a value is refused.
    package var isRequired: Bool
    /// What the field takes.
    package var kind: Kind
    /// The allowed values of a SELECT field.
    package var options: [String]

    package init(id: FieldID, prompt: String, isRequired: Bool, kind: Kind, options: [String] = []) {
      self.id = id
      self.prompt = prompt
      self.isRequired = isRequired
      self.kind = kind
      self.options = options
    }
  }

  /// Who decides on an approval (contract schema `request-type-approval`).
  package enum Approver: Hashable, Sendable, Codable {
    /// The requester's manager.
    case manager
    /// The owner of what is requested.
    case resourceOwner
    /// One user.
    case user(UserID)
    /// Any member of these groups.
    case members([GroupID])
    /// Of a kind that Writ does not know.
    case unknown
  }

  /// The type's id.
  package var id: RequestTypeID
  /// The type's display name.
  package var name: String
  /// What it is for, in the org's words; empty where that is not known.
  package var description: String
  /// `DRAFT`, `ACTIVE` or `DISABLED` (contract schema `request-type-status`); only an active type takes requests.
  package var status: String
  /// `nil` in a list, and where the type's settings are `CUSTOM` and the org does not show its fields.
  package var fields: [Field]?
  /// Who approves, in turn; `nil` where the type's settings are `CUSTOM` and the org does not show it.
  package var approvers: [Approver]?

  package init(
    id: RequestTypeID, name: String, description: String = "", status: String, fields: [Field]?,
    approvers: [Approver]? = nil
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.status = status
    self.fields = fields
    self.approvers = approvers
  }
}

extension RequestType {
  /// The description, where it says more than the name.
  package var purpose: String? { description.isEmpty || description == name ? nil : description }
}

/// One page of the org's request types.
package struct RequestTypePage: Hashable, Sendable {
  /// The page's types, without their fields.
  package var types: [RequestType]
  /// Where the next page begins; `nil` on the last one.
  package var next: PageLink?

  package init(types: [RequestType], next: PageLink?) {
    self.types = types
    self.next = next
  }
}
