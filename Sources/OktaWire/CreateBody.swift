package import Model

/// What makes a request (contract schema `request-creatable`).
package struct CreateBody: Hashable, Sendable, Codable {
  /// The answer to one field (contract schema `field-value-writable`).
  package struct Answer: Hashable, Sendable, Codable {
    package var id: String
    package var value: FieldValueBody

    package init(id: String, value: FieldValueBody) {
      self.id = id
      self.value = value
    }
  }

  package var requestTypeId: String
  package var subject: String
  /// Exactly one, or left out: then the token's own user.
  package var requesterUserIds: [String]?
  /// Left out where there are none.
  package var requesterFieldValues: [Answer]?

  package init(
    requestTypeId: String, subject: String, requesterUserIds: [String]? = nil, requesterFieldValues: [Answer]? = nil
  ) {
    self.requestTypeId = requestTypeId
    self.subject = subject
    self.requesterUserIds = requesterUserIds
    self.requesterFieldValues = requesterFieldValues
  }
}

/// A message to a request (contract schema `request-message-creatable`).
package struct MessageBody: Hashable, Sendable, Codable {
  /// 1–5,000 characters.
  package var message: String

  package init(message: String) {
    self.message = message
  }
}

/// What changes the status of a request (Okta's reference, operation `updaterequest`): the only change that it takes.
package struct StatusBody: Hashable, Sendable, Codable {
  /// `CANCELED` is the only word that the operation takes.
  package static let canceled = StatusBody(status: "CANCELED")

  package var status: String

  package init(status: String) {
    self.status = status
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
