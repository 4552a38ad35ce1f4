import Foundation
import OktaWire

/// Groups of the core API.
extension Handling {
  /// Groups by `search=profile.name eq "…"` (without regard to case) or by `q`, the beginning of a name; without either, all.
  func listGroups() async throws -> Answer {
    let query = QueryString(call.query)
    let listing = try DirectoryListing(query)
    let name = try Self.searchedName(query["search"] ?? query["filter"])
    let beginning = query["q"]
    let groups = try await ledger.read { try $0.groups(after: listing.after) }.filter { group in
      if let name { return group.name.lowercased() == name.lowercased() }
      return beginning.map { group.name.lowercased().hasPrefix($0.lowercased()) } ?? true
    }
    return try page(groups, listing, at: Endpoint.groups.path, \.body)
  }

  private static func searchedName(_ search: String?) throws(Refusal) -> String? {
    guard let search else { return nil }
    do throws(FilterProblem) {
      guard case .comparison(let comparison) = try FilterParser.parse(search),
        comparison.attribute.text == "profile.name"
      else { throw FilterProblem(offset: 0, text: "this server takes profile.name eq \"…\" only") }
      return try comparison.text(by: "eq")
    } catch {
      throw .invalidFilter(error.told)
    }
  }

  func showGroup(_ id: String) async throws -> Answer {
    guard let group = try await ledger.read({ try $0.group(id) }) else {
      throw Refusal.nothingThere(id, kind: "UserGroup")
    }
    return try .json(200, group.body)
  }

  /// The members of a group; one that no seed declares counts as active.
  func listMembers(of id: String) async throws -> Answer {
    let listing = try DirectoryListing(QueryString(call.query))
    let members = try await ledger.read { tables in
      try tables.group(id).map { _ in try tables.members(of: id, after: listing.after, most: listing.limit + 1) }
    }
    guard let members else { throw Refusal.nothingThere(id, kind: "UserGroup") }
    return try page(members, listing, at: Endpoint.members(id).path, \.body)
  }
}

extension StoredGroup {
  fileprivate var body: GroupBody { GroupBody(id: id, type: "OKTA_GROUP", profile: .init(name: name)) }
}
