import OktaWire

/// The operations under `/governance/api/v1/request-types`.
extension OperationHandler {
  func listRequestTypes() async throws -> ServerResponse {
    let listing = try Listing.read(QueryString(call.query), .requestTypes)
    guard let page = try await ledger.read({ try $0.requestTypePage(listing) }) else {
      throw APIError.unknownCursor(listing.after)
    }
    let links = bodies.links(at: Endpoint.requestTypes.path, listing.linked, after: listing.after, next: page.next)
    let types = page.items.map { bodies.requestType($0, isRetrieved: false) }
    return try .json(200, RequestTypeListBody(data: types, links: links), headers: links.headers)
  }

  func retrieveRequestType(_ id: String) async throws -> ServerResponse {
    guard let type = try await ledger.read({ try $0.requestType(id.lowercased()) }) else { throw APIError.notFound }
    return try .json(200, bodies.requestType(type, isRetrieved: true))
  }

  func createRequestType() async throws -> ServerResponse {
    let body = try await readBody()
    let (id, user, moment, random, tokens) = (ledger.nextID(at: now), user, Timestamp(now), random, tokens)
    let type = try await ledger.transact { tables in
      let draft = try RequestTypeRules.check(body, tables.facts(forType: body, tokens: tokens)) {
        NewFieldID.make(random)
      }
      var type = draft.stored(id: id, by: user, at: moment)
      try tables.upsert(type)
      type.resourceName = try tables.group(type.definition.resourceID)?.name
      return type
    }
    return try .json(201, bodies.requestType(type, isRetrieved: true))
  }

  /// Requests of the type stay as they are (contract operation `deleteRequestType`).
  func deleteRequestType(_ id: String) async throws -> ServerResponse {
    try await ledger.transact { tables in
      guard try tables.deleteRequestType(id.lowercased()) else { throw APIError.notFound }
    }
    return ServerResponse(status: 204)
  }

  /// Publishes or un-publishes; a `DISABLED` type can be neither (contract example
  /// `request-type-publish-disabled-example`). Un-publishing leads to `DRAFT` (contract operation
  /// `unpublishRequestType`).
  func changeStatus(of id: String, to status: StoredRequestType.Status) async throws -> ServerResponse {
    let (user, moment) = (user, Timestamp(now))
    let changed = try await ledger.transact { tables in
      guard var type = try tables.requestType(id.lowercased()) else { throw APIError.notFound }
      guard type.status != .disabled else { throw APIError.disabledType }
      type.status = status
      type.lastUpdated = max(moment, type.lastUpdated)
      type.lastUpdatedBy = user
      try tables.upsert(type)
      return type
    }
    return try .json(200, bodies.requestType(changed, isRetrieved: true))
  }
}
