import OktaWire
package import Model

/// The reads of the core API: users and groups. Its lists are bare arrays, and only `Link` headers lead to the next page.
extension OrgClient {
  /// One user, by id or login in any case.
  package func retrieveUser(_ idOrLogin: String) async throws(ServiceFailure) -> Reply<OrgUser> {
    let exchange = try await perform(.get(.user(idOrLogin)))
    return exchange.result(try exchange.decode(UserBody.self).user)
  }

  /// Users that a query names, page by page.
  package func listUsers(_ query: UserQuery) async throws(ServiceFailure) -> Reply<UserPage> {
    if let next = query.next { return try await userPage(.page(next), of: .users) }
    let items: KeyValuePairs<String, String?> =
      switch query.comparison {
      case .loginsAndAddresses: ["filter": ListFilter.user(named: query.names), "limit": Self.pageSize]
      case .ids: ["filter": ListFilter.user(with: "id", among: query.names), "limit": Self.pageSize]
      case .indexedAddresses:
        ["search": ListFilter.user(with: "profile.email", among: query.names), "limit": Self.pageSize]
      }
    return try await userPage(.get(.users, items), of: .users)
  }

  /// The users of a group, page by page.
  package func listMembers(of group: GroupID, next: PageLink?) async throws(ServiceFailure) -> Reply<UserPage> {
    let list = Endpoint.members(group.text)
    return try await userPage(next.map(APICall.page) ?? .get(list, ["limit": Self.pageSize]), of: list)
  }

  /// Groups that a query names; the first page alone.
  package func listGroups(_ query: GroupQuery) async throws(ServiceFailure) -> Reply<[OrgGroup]> {
    let items: KeyValuePairs<String, String?> =
      switch query {
      case .named(let name): ["search": "profile.name eq \(ListFilter.literal(name))", "limit": Self.pageSize]
      case .beginning(let name): ["q": name, "limit": Self.pageSize]
      }
    let exchange = try await perform(.get(.groups, items))
    return exchange.result(try exchange.decode([GroupBody].self).map(\.group))
  }

  /// What Okta recommends for these lists.
  private static let pageSize = "200"

  private func userPage(_ call: APICall, of list: Endpoint) async throws(ServiceFailure) -> Reply<UserPage> {
    let exchange = try await perform(call)
    let users = try exchange.decode([UserBody].self).map(\.user)
    let next = try exchange.nextPage(of: list, link: nil)
    return exchange.result(UserPage(users: users, next: next))
  }
}

extension ListFilter {
  /// Users whose login or e-mail address is one of `names`.
  package static func user(named names: [String]) -> String {
    names.map { "profile.login eq \(literal($0)) or profile.email eq \(literal($0))" }.joined(separator: " or ")
  }

  /// Users with one of these values in an attribute.
  fileprivate static func user(with attribute: String, among values: [String]) -> String {
    values.map { "\(attribute) eq \(literal($0))" }.joined(separator: " or ")
  }
}

extension UserBody {
  /// A missing status counts as `ACTIVE`.
  fileprivate var user: OrgUser {
    OrgUser(
      id: UserID(fromOrg: id), login: profile?.login ?? id, email: profile?.email, status: status ?? "ACTIVE")
  }
}

extension GroupBody {
  fileprivate var group: OrgGroup { OrgGroup(id: GroupID(fromOrg: id), name: profile.name) }
}
