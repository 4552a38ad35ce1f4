/// Users whose login or e-mail address is one of these (core API, `GET /api/v1/users`).
package struct UserQuery: Hashable, Sendable {
  package var names: [String]
  /// Whether the names are e-mail addresses, looked for in either case in the org's index, which may not know a young user
  /// yet; else they are logins or addresses, compared with regard to case.
  package var searchesAddresses: Bool
  /// The place where a page said that the next one begins.
  package var next: PageLink?

  package init(names: [String], searchesAddresses: Bool = false, next: PageLink? = nil) {
    self.names = names
    self.searchesAddresses = searchesAddresses
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
