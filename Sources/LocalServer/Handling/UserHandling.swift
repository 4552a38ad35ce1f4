import OktaAPI
import RequestModel

/// Single users of the core API.
extension Handling {
  /// The user with an id or a login. Users of tokens always exist; so does every well-formed id while no seed declares
  /// users.
  func showUser(_ idOrLogin: String) async throws -> Answer {
    let isOfToken = tokens.users.contains(idOrLogin)
    let found = try await ledger.read { tables -> StoredUser? in
      if let user = try tables.user(id: idOrLogin) ?? tables.user(login: idOrLogin) { return user }
      guard try isOfToken || (UserID.accepts(idOrLogin.utf8) && !tables.declaresUsers()) else { return nil }
      return StoredUser(id: idOrLogin, login: nil, status: "ACTIVE")
    }
    guard let found else { throw Refusal.notFound }
    let login = found.login ?? "\(found.id.lowercased())@example.com"
    return try .json(200, UserBody(id: found.id, status: found.status, profile: .init(login: login)))
  }
}
