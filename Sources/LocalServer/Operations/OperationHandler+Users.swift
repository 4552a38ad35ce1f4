import OktaWire
import Model

/// Users of the core API.
extension OperationHandler {
  /// The user with an id, a login (ignoring case), or a shortname (the login up to its `@`) that no other user has. Users of
  /// tokens always exist; so does every well-formed id while no seed has a list of users.
  func showUser(_ idOrLogin: String) async throws -> ServerResponse {
    let ofTokens = tokens.users
    let found = try await ledger.read { tables -> StoredUser? in
      if let user = try tables.user(id: idOrLogin) { return user }
      if ofTokens.contains(idOrLogin) { return StoredUser(id: idOrLogin) }
      if UserID.accepts(idOrLogin.utf8), try !tables.declaresUsers() { return StoredUser(id: idOrLogin) }
      return try tables.user(login: idOrLogin)
        ?? ofTokens.lazy.map { StoredUser(id: $0) }
        .first { $0.shownLogin == idOrLogin.lowercased() }
    }
    guard let found else { throw APIError.resourceNotFound(idOrLogin, kind: "User") }
    return try .json(200, found.body)
  }

  /// Users by `filter` or `search`; without either, all but the deactivated ones. While no seed has a list of users, each
  /// well-formed id in a filter is a user, as for a single retrieval.
  func listUsers() async throws -> ServerResponse {
    let query = QueryString(call.query)
    let listing = try DirectoryListing(query)
    let filter = try (query["filter"] ?? query["search"]).map { text in
      try UserFilter.parse(text, ignoresCase: query["filter"] == nil)
    }
    let ofTokens = tokens.users
    let users = try await ledger.read { tables in
      var users = try tables.users(matching: filter, after: listing.after, limit: listing.limit + 1)
      let named = try tables.declaresUsers() ? [] : filter?.ids.filter { UserID.accepts($0.utf8) } ?? []
      for id in Set(ofTokens + named) where id > listing.after ?? "" {
        let user = StoredUser(id: id)
        if filter?.matches(user) ?? true, try tables.user(id: id) == nil { users.append(user) }
      }
      return users.sorted { $0.id < $1.id }
    }
    return try page(users, listing, at: Endpoint.users.path, \.body)
  }

  /// One page of a list of the core API.
  func page<Item: Identifiable<String> & Sendable>(
    _ found: [Item], _ listing: DirectoryListing, at path: String, _ body: (Item) -> some Encodable
  ) throws -> ServerResponse {
    let page = Page(found, limit: listing.limit)
    let links = bodies.links(at: path, listing.linked, after: listing.after, next: page.next)
    return try .json(200, page.items.map(body), headers: links.headers)
  }
}

extension StoredUser {
  var body: UserBody {
    UserBody(id: id, status: status, profile: .init(login: shownLogin, email: shownEmail))
  }
}
