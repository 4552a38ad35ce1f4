/// Users who have one of these names (core API, `GET /api/v1/users`), whatever their status.
package struct UserQuery: Hashable, Sendable {
  /// What the names are compared with.
  package enum Comparison: Hashable, Sendable {
    /// Logins and e-mail addresses, with regard to case.
    case loginsAndAddresses
    /// E-mail addresses in either case, in the org's index, which may not know a young user yet.
    case indexedAddresses
    /// Users' ids.
    case ids
  }

  /// Logins, addresses or ids.
  package var names: [String]
  /// What the names are compared with.
  package var comparison: Comparison
  /// The place where a page said that the next one begins.
  package var next: PageLink?

  package init(names: [String], by comparison: Comparison = .loginsAndAddresses, next: PageLink? = nil) {
    self.names = names
    self.comparison = comparison
    self.next = next
  }
}

/// One page of users.
package struct UserPage: Hashable, Sendable {
  /// The page's users, in the org's order.
  package var users: [OrgUser]
  /// Where the next page begins; `nil` on the last one.
  package var next: PageLink?

  package init(users: [OrgUser], next: PageLink?) {
    self.users = users
    self.next = next
  }
}
