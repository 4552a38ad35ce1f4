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

  /// The type's id.
  package var id: RequestTypeID
  /// The type's display name.
  package var name: String
  /// `DRAFT`, `ACTIVE` or `DISABLED` (contract schema `request-type-status`); only an active type takes requests.
  package var status: String
  /// `nil` where the type's settings are `CUSTOM` and the org does not show its fields.
  package var fields: [Field]?

  package init(id: RequestTypeID, name: String, status: String, fields: [Field]?) {
    self.id = id
    self.name = name
    self.status = status
    self.fields = fields
  }
}
