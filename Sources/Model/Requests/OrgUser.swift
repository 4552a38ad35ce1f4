/// A user of the org, as far as a manifest that names people needs it (core API, `GET /api/v1/users`).
package struct OrgUser: Hashable, Sendable {
  /// The user's id.
  package var id: UserID
  /// Unique in an org, whatever the case.
  package var login: String
  /// Not unique in an org; `nil` where it is not known.
  package var email: String?
  /// A word such as `ACTIVE`; one that is not known yet is kept as it came.
  package var status: String

  package init(id: UserID, login: String, email: String? = nil, status: String) {
    self.id = id
    self.login = login
    self.email = email
    self.status = status
  }
}

/// A group of the org (core API, `GET /api/v1/groups`).
package struct OrgGroup: Hashable, Sendable {
  /// The group's id.
  package var id: GroupID
  /// As the org displays it; not unique.
  package var name: String

  package init(id: GroupID, name: String) {
    self.id = id
    self.name = name
  }
}
