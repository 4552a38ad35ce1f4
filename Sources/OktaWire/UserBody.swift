/// The part of a user that Writ reads (core API, `GET /api/v1/users/{id}`).
package struct UserBody: Hashable, Sendable, Codable {
  /// The part of a user's profile that Writ reads.
  package struct Profile: Hashable, Sendable, Codable {
    package var login: String?
    package var email: String?

    package init(login: String?, email: String? = nil) {
      self.login = login
      self.email = email
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

/// The part of a group that Writ reads (core API, `GET /api/v1/groups`).
package struct GroupBody: Hashable, Sendable, Codable {
  package struct Profile: Hashable, Sendable, Codable {
    package var name: String

    package init(name: String) {
      self.name = name
    }
  }

  package var id: String
  /// Such as `OKTA_GROUP`.
  package var type: String?
  package var profile: Profile

  package init(id: String, type: String? = nil, profile: Profile) {
    self.id = id
    self.type = type
    self.profile = profile
  }
}
