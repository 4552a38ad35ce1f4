import Model
import OktaClient
import Throttling

/// What the org offers, read for commands that show it.
struct OrgCatalog {
  let reader: ThrottledReader<OrgClient>

  /// All request types, without their fields.
  func requestTypes() async throws -> RequestTypeCatalog {
    do throws(ReadFailure) {
      return RequestTypeCatalog(try await reader.requestTypes())
    } catch {
      throw Self.explained(error)
    }
  }

  /// An org without Access Requests does not have the list at all.
  private static func explained(_ failure: ReadFailure) -> CommandError {
    guard case .service(.rejected(let error)) = failure, error.status == 404 else { return CommandError(failure) }
    return CommandError(
      .failure, "the org does not offer request types: \(error.text)",
      hint: "check the org URL, and whether the org has Okta Access Requests")
  }

  /// The request types with these names or ids, each once, with their fields, in this order. The list is read only where
  /// something is a name.
  func requestTypes(named names: [String]) async throws -> [RequestType] {
    var ids: [RequestTypeID] = []
    let catalog = names.allSatisfy { RequestTypeID($0) != nil } ? nil : try await requestTypes()
    for name in names {
      let id = try catalog?.only(name).id ?? RequestTypeID(fromOrg: name)
      if !ids.contains(id) { ids.append(id) }
    }
    var types: [RequestType] = []
    for id in ids { types.append(try await reader.retrieveRequestType(id)) }
    return types
  }
}

extension RequestTypeCatalog {
  /// The one type with this name or id. Throws a usage error where there is none, or more than one.
  func only(_ name: String) throws(CommandError) -> RequestType {
    let found = types(named: name)
    if found.count > 1 {
      let ids = found.map(\.id.text).joined(separator: ", ")
      throw CommandError(
        .usage, "the org has \(found.count) request types named \"\(name)\"", hint: "name one by its id: \(ids)")
    }
    guard let type = found.first else {
      throw CommandError(
        .usage, "the org has no request type \"\(name)\"",
        hint: NearestName.nearest(to: name, among: types.map(\.name)).map { "did you mean \"\($0)\"?" }
          ?? "see them with writ request-types list")
    }
    return type
  }
}
