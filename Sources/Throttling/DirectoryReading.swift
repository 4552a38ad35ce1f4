package import RequestModel

/// Users and groups of the org, read under the rate limit.
extension ThrottledReader {
  /// The user with an id, a login in either case, or an unambiguous shortname of one; `nil` where there is none.
  package func user(_ idOrLogin: String) async throws(Failure) -> OrgUser? {
    do throws(Failure) {
      return try await read(.retrieveUser) { () async throws(ServiceFailure) in
        try await service.retrieveUser(idOrLogin)
      }.value
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
  }

  /// Every user whose login or e-mail address is one of these, each once.
  package func users(named names: [String]) async throws(Failure) -> [OrgUser] {
    try await pages { link async throws(Failure) in
      try await read(.listUsers) { () async throws(ServiceFailure) in
        try await service.listUsers(UserQuery(names: names, next: link))
      }.value
    }
  }

  /// The members of a group, each once; `nil` where there is no such group.
  package func members(of group: GroupID) async throws(Failure) -> [OrgUser]? {
    do throws(Failure) {
      return try await pages { link async throws(Failure) in
        try await read(.listMembers) { () async throws(ServiceFailure) in
          try await service.listMembers(of: group, next: link)
        }.value
      }
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
  }

  /// The groups of a query. A query that the org refuses finds none.
  package func groups(_ query: GroupQuery) async throws(Failure) -> [OrgGroup] {
    do throws(Failure) {
      return try await read(.listGroups) { () async throws(ServiceFailure) in try await service.listGroups(query) }
        .value
    } catch {
      guard case .service(.rejected) = error else { throw error }
      return []
    }
  }

  /// Users of all pages, sorted by id. A page that the org refuses since its cursor has vanished starts the list anew.
  private func pages(_ page: (PageLink?) async throws(Failure) -> UserPage) async throws(Failure) -> [OrgUser] {
    var found: [UserID: OrgUser] = [:]
    var next: PageLink?
    var visited: Set<PageLink> = []
    var restarts = 0
    while true {
      let reply: UserPage
      do throws(Failure) {
        reply = try await page(next)
      } catch {
        guard next != nil, restarts < 3, error.isRejected else { throw error }
        restarts += 1
        (next, visited) = (nil, [])
        continue
      }
      for user in reply.users { found[user.id] = user }
      guard let link = reply.next else { return found.values.sorted { $0.id < $1.id } }
      guard visited.insert(link).inserted else { throw .loopingList }
      next = link
    }
  }
}

extension ThrottledReader.Failure {
  fileprivate var isNotFound: Bool {
    guard case .service(.rejected(let error)) = self else { return false }
    return error.status == 404
  }

  fileprivate var isRejected: Bool {
    guard case .service(.rejected) = self else { return false }
    return true
  }
}
