package import Model

/// Users and groups of the org, read under the rate limit.
extension ThrottledReader {
  /// The user with an id, a login in either case, or an unambiguous shortname of one; `nil` where there is none.
  package func user(_ idOrLogin: String) async throws(ReadFailure) -> OrgUser? {
    try await ifFound { () async throws(ReadFailure) in
      try await read(.retrieveUser) { () async throws(ServiceFailure) in
        try await service.retrieveUser(idOrLogin)
      }.value
    }
  }

  /// Every user who has one of these names, each once; `comparison` says what is compared.
  package func users(
    named names: [String], by comparison: UserQuery.Comparison = .loginsAndAddresses
  ) async throws(ReadFailure) -> [OrgUser] {
    try await pages { link async throws(ReadFailure) in
      try await read(.listUsers) { () async throws(ServiceFailure) in
        try await service.listUsers(UserQuery(names: names, by: comparison, next: link))
      }.value
    }
  }

  /// The members of a group, each once; `nil` where there is no such group.
  package func members(of group: GroupID) async throws(ReadFailure) -> [OrgUser]? {
    try await ifFound { () async throws(ReadFailure) in
      try await pages { link async throws(ReadFailure) in
        try await read(.listMembers) { () async throws(ServiceFailure) in
          try await service.listMembers(of: group, next: link)
        }.value
      }
    }
  }

  /// The groups of a query. A search that the org refuses (400) finds none.
  package func groups(_ query: GroupQuery) async throws(ReadFailure) -> [OrgGroup] {
    do throws(ReadFailure) {
      return try await read(.listGroups) { () async throws(ServiceFailure) in try await service.listGroups(query) }
        .value
    } catch {
      // Anything else, such as a redirect, says nothing about the groups.
      guard case .service(.rejected(let refusal)) = error, refusal.status == 400 else { throw error }
      return []
    }
  }

  /// Users of all pages, sorted by id. A page that the org refuses since its cursor has vanished restarts the list.
  private func pages(_ page: (PageLink?) async throws(ReadFailure) -> UserPage) async throws(ReadFailure) -> [OrgUser] {
    var found: [UserID: OrgUser] = [:]
    try await followPages(restartingAfter: \.isRejected) { link async throws(ReadFailure) in
      let page = try await page(link)
      for user in page.users { found[user.id] = user }
      return FollowedPage(next: page.next, items: page.users.map(\.id))
    }
    return found.values.sorted { $0.id < $1.id }
  }

  /// What a read gives; `nil` where the org has no such thing.
  package func ifFound<Value>(_ read: () async throws(ReadFailure) -> Value) async throws(ReadFailure) -> Value? {
    do throws(ReadFailure) {
      return try await read()
    } catch .service(.rejected(let error)) where error.status == 404 {
      return nil
    }
  }
}

extension ReadFailure {
  fileprivate var isRejected: Bool {
    guard case .service(.rejected) = self else { return false }
    return true
  }
}
