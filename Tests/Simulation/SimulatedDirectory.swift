import Model

/// The users and groups of a simulated org, as its core API shows them.
struct SimulatedDirectory: Sendable {
  var users: [OrgUser] = []
  var groups: [(group: OrgGroup, members: [UserID])] = []
  /// The status with which `search` is refused: 400 by an org that does not index groups.
  var searchRefusal: Int?
  /// How calls of these kinds fail.
  var failures: [CallFamily: ServiceFailure] = [:]

  private static func missing(_ what: String) -> ServiceFailure {
    .rejected(ServiceError(status: 404, code: "E0000007", summary: "Not found: Resource not found: \(what)"))
  }

  func user(_ idOrLogin: String) -> Result<OrgUser, ServiceFailure> {
    let login = idOrLogin.lowercased()
    let short = users.filter { $0.login.lowercased().hasPrefix(login + "@") }
    let found = users.first { $0.id.text == idOrLogin } ?? users.first { $0.login.lowercased() == login }
    return (found ?? (short.count == 1 ? short[0] : nil)).map { .success($0) } ?? .failure(Self.missing(idOrLogin))
  }

  func page(_ query: UserQuery, size: Int) -> UserPage {
    let found = users.filter { user in
      let email = user.email ?? ""
      return switch query.comparison {
      case .indexedAddresses: query.names.contains { $0.lowercased() == email.lowercased() }
      case .loginsAndAddresses: query.names.contains(user.login) || query.names.contains(email)
      case .ids: query.names.contains(user.id.text)
      }
    }
    return page(found, next: query.next, size: size)
  }

  func members(of id: GroupID, _ next: PageLink?, size: Int) -> Result<UserPage, ServiceFailure> {
    guard let group = groups.first(where: { $0.group.id == id }) else { return .failure(Self.missing(id.text)) }
    return .success(page(users.filter { group.members.contains($0.id) }, next: next, size: size))
  }

  func groups(_ query: GroupQuery) -> Result<[OrgGroup], ServiceFailure> {
    switch query {
    case .named(let name):
      if let searchRefusal {
        .failure(.rejected(ServiceError(status: searchRefusal, summary: "no search")))
      } else {
        .success(groups.map(\.group).filter { $0.name.lowercased() == name.lowercased() })
      }
    case .beginning(let name):
      .success(groups.map(\.group).filter { $0.name.lowercased().hasPrefix(name.lowercased()) })
    }
  }

  private func page(_ users: [OrgUser], next: PageLink?, size: Int) -> UserPage {
    let left = users.sorted { $0.id < $1.id }.filter { $0.id.text > next?.pathAndQuery ?? "" }
    let page = Array(left.prefix(size))
    return UserPage(
      users: page, next: page.count < left.count ? page.last.map { PageLink(pathAndQuery: $0.id.text) } : nil)
  }
}
