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

/// The part of a user that Writ reads (core API, `GET /api/v1/users/{id}`).
package struct UserBody: Hashable, Sendable, Codable {
  /// The part of a user's profile that Writ reads.
  package struct Profile: Hashable, Sendable, Codable {
    package var login: String?

    package init(login: String?) {
      self.login = login
    }
  }

  package var id: String
  /// Such as `ACTIVE`.
  package var status: String?
  package var profile: Profile?

  package init(id: String, status: String? = nil, profile: Profile? = nil) {
    self.id = id
    self.status = status
    self.profile = profile
  }
}
