import OktaWire
package import RequestModel

/// The reads of the core API: users and groups. Its lists are bare arrays, and only `Link` headers lead to the next page.
extension OrgClient {
  package func retrieveUser(_ idOrLogin: String) async throws(ServiceFailure) -> Reply<OrgUser> {
    let exchange = try await perform(APICall(method: .get, pathAndQuery: Endpoint.user(idOrLogin).path))
    return exchange.result(try exchange.decode(UserBody.self).user)
  }

  package func listUsers(_ query: UserQuery) async throws(ServiceFailure) -> Reply<UserPage> {
    if let next = query.next { return try await userPage(.page(next), of: .users) }
    let filter: String
    switch query.comparison {
    case .loginsAndAddresses: filter = ListFilter.user(named: query.names)
    case .ids: filter = ListFilter.user(with: "id", among: query.names)
    case .indexedAddresses:
      let search = PercentEncoding.encode(ListFilter.user(with: "profile.email", among: query.names))
      let path = "\(Endpoint.users.path)?search=\(search)&limit=\(Self.pageSize)"
      return try await userPage(APICall(method: .get, pathAndQuery: path), of: .users)
    }
    return try await userPage(.list(.users, ListParameters(filter: filter, limit: Self.pageSize)), of: .users)
  }

  package func listMembers(of group: GroupID, next: PageLink?) async throws(ServiceFailure) -> Reply<UserPage> {
    let list = Endpoint.members(group.text)
    return try await userPage(next.map(APICall.page) ?? .list(list, ListParameters(limit: Self.pageSize)), of: list)
  }

  package func listGroups(_ query: GroupQuery) async throws(ServiceFailure) -> Reply<[OrgGroup]> {
    let text =
      switch query {
      case .named(let name): "search=" + PercentEncoding.encode("profile.name eq \(ListFilter.literal(name))")
      case .beginning(let name): "q=" + PercentEncoding.encode(name)
      }
    let path = "\(Endpoint.groups.path)?\(text)&limit=\(Self.pageSize)"
    let exchange = try await perform(APICall(method: .get, pathAndQuery: path))
    return exchange.result(try exchange.decode([GroupBody].self).map(\.group))
  }

  /// What Okta recommends for these lists.
  private static var pageSize: Int { 200 }

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
}

extension ListFilter {
  /// Users with one of these values in an attribute.
  fileprivate static func user(with attribute: String, among values: [String]) -> String {
    values.map { "\(attribute) eq \(literal($0))" }.joined(separator: " or ")
  }
}

extension APICall {
  fileprivate static func list(_ list: Endpoint, _ parameters: ListParameters) -> APICall {
    APICall(method: .get, pathAndQuery: parameters.appended(to: list.path))
  }
}

extension UserBody {
  /// A status that was not told counts as `ACTIVE`.
  fileprivate var user: OrgUser {
    OrgUser(
      id: UserID(fromOrg: id), login: profile?.login ?? id, email: profile?.email, status: status ?? "ACTIVE")
  }
}

extension GroupBody {
  fileprivate var group: OrgGroup { OrgGroup(id: GroupID(fromOrg: id), name: profile.name) }
}
