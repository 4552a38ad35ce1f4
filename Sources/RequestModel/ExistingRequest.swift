package import struct Foundation.Date

/// A request that the org already has, as its list or a single retrieval tells it
/// (contract schemas `request-sparse` and `request-full`).
package struct ExistingRequest: Hashable, Sendable {
  /// Where a request stands in its life (contract schema `request-request-status`);
  /// a word that the contract does not know yet is kept as it came.
  package typealias Status = String

  package var id: RequestID
  package var requestTypeID: RequestTypeID
  /// `nil` where the org does not name exactly one: the request may be anybody's.
  package var requester: UserID?
  package var subject: String
  package var status: Status
  package var created: Date
  package var createdBy: UserID?
  package var lastUpdated: Date
  /// `nil` where they were not told: the list leaves them out. Sorted by field id.
  package var fieldValues: [RequesterFieldValue]?
  /// `nil` where neither the status nor a retrieval has said it.
  package var decision: RequestDecision?

  package init(
    id: RequestID, requestTypeID: RequestTypeID, requester: UserID?, subject: String, status: Status,
    created: Date, createdBy: UserID? = nil, lastUpdated: Date, fieldValues: [RequesterFieldValue]? = nil,
    decision: RequestDecision? = nil
  ) {
    self.id = id
    self.requestTypeID = requestTypeID
    self.requester = requester
    self.subject = subject
    self.status = status
    self.created = created
    self.createdBy = createdBy
    self.lastUpdated = lastUpdated
    self.fieldValues = fieldValues
    self.decision = decision ?? RequestDecision(status: status)
  }

  /// Whether it is known to be over without access, so that it may be asked for again.
  package var endedWithoutAccess: Bool { decision?.endedWithoutAccess ?? false }

  package var key: RequestKey {
    RequestKey(requestTypeID: requestTypeID, requester: requester, subject: subject)
  }
}

/// A request type of the org, as far as planning needs it (contract schema `request-type-full`).
package struct RequestType: Hashable, Sendable {
  /// A question that a requester answers (contract schema `field`).
  package struct Field: Hashable, Sendable {
    package enum Kind: String, Sendable {
      case text = "TEXT"
      case dateTime = "DATE-TIME"
      case select = "SELECT"
    }

    package var id: FieldID
    package var prompt: String
    package var isRequired: Bool
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

  package var id: RequestTypeID
  package var name: String
  /// `DRAFT`, `ACTIVE` or `DISABLED` (contract schema `request-type-status`); only an active type takes requests.
  package var status: String
  /// `nil` where the type's settings are `CUSTOM` and the org does not tell its fields.
  package var fields: [Field]?

  package init(id: RequestTypeID, name: String, status: String, fields: [Field]?) {
    self.id = id
    self.name = name
    self.status = status
    self.fields = fields
  }
}
