/// Users whose login or e-mail address is one of these (core API, `GET /api/v1/users`).
package struct UserQuery: Hashable, Sendable {
  /// The org compares them with regard to case.
  package var names: [String]
  /// The place where a page said that the next one begins.
  package var next: PageLink?

  package init(names: [String], next: PageLink? = nil) {
    self.names = names
    self.next = next
  }
}

package struct UserPage: Hashable, Sendable {
  package var users: [OrgUser]
  package var next: PageLink?

  package init(users: [OrgUser], next: PageLink?) {
    self.users = users
    self.next = next
  }
}

/// Groups by their name (core API, `GET /api/v1/groups`).
package enum GroupQuery: Hashable, Sendable {
  /// Those with this name; the org's index may not know the youngest ones.
  case named(String)
  /// Those whose name begins so, at most some hundred.
  case beginning(String)
}
