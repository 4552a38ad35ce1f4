import Foundation
import OktaWire

/// Groups of the core API.
extension OperationHandler {
  /// Groups by `search=profile.name eq "…"` (ignoring case) or by `q`, the start of a name; without either, all.
  func listGroups() async throws -> ServerResponse {
    let query = QueryString(call.query)
    let listing = try DirectoryListing(query)
    let name = try (query["search"] ?? query["filter"]).map(Self.searchedName)
    let prefix = query["q"]
    let groups = try await ledger.read { try $0.groups(after: listing.after) }.filter { group in
      if let name { return group.name.lowercased() == name.lowercased() }
      return prefix.map { group.name.lowercased().hasPrefix($0.lowercased()) } ?? true
    }
    return try page(groups, listing, at: Endpoint.groups.path, \.body)
  }

  private static func searchedName(_ search: String) throws(FilterError) -> String {
    guard case .comparison(let comparison) = try FilterParser.parse(search), comparison.attribute.text == "profile.name"
    else { throw FilterError(offset: 0, text: "expected profile.name eq \"…\"") }
    return try comparison.text(by: "eq")
  }

  func showGroup(_ id: String) async throws -> ServerResponse {
    guard let group = try await ledger.read({ try $0.group(id) }) else {
      throw APIError.resourceNotFound(id, kind: "UserGroup")
    }
    return try .json(200, group.body)
  }

  /// The members of a group; those that no seed declares are active.
  func listMembers(of id: String) async throws -> ServerResponse {
    let listing = try DirectoryListing(QueryString(call.query))
    let members = try await ledger.read { tables in
      try tables.group(id).map { _ in try tables.members(of: id, after: listing.after, limit: listing.limit + 1) }
    }
    guard let members else { throw APIError.resourceNotFound(id, kind: "UserGroup") }
    return try page(members, listing, at: Endpoint.members(id).path, \.body)
  }
}

extension StoredGroup {
  fileprivate var body: GroupBody { GroupBody(id: id, type: "OKTA_GROUP", profile: .init(name: name)) }
}
