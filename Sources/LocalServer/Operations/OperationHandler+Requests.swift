import OktaWire
import Model

/// The operations under `/governance/api/v1/requests`, but for the create (`CreateRequest.swift`).
extension OperationHandler {
  func listRequests() async throws -> ServerResponse {
    let listing = try Listing.read(QueryString(call.query), .requests)
    let unlisted = ledger.hiddenRequests(at: now)
    guard let page = try await ledger.read(at: now, { try $0.page(listing, without: unlisted) }) else {
      throw APIError.unknownCursor(listing.after)
    }
    let links = bodies.links(at: Endpoint.requests.path, listing.linked, after: listing.after, next: page.next)
    let hidden = ledger.hiddenRequesters(among: page.items.map(\.id))
    let requests = page.items.map { item in
      var body = bodies.request(item)
      if hidden.contains(item.id) { body.requesterUserIds = [] }
      return body
    }
    return try .json(200, RequestListBody(data: requests, links: links), headers: links.headers)
  }

  func retrieveRequest(_ id: String) async throws -> ServerResponse {
    guard let request = try await ledger.read(at: now, { try $0.request(id.lowercased()) }) else {
      throw APIError.notFound
    }
    return try .json(200, bodies.request(request))
  }

  /// 201 without a body (the contract's operation `createRequestMessage` has no content).
  func createMessage(to id: String) async throws -> ServerResponse {
    let message = try MessageRules.check(await readBody())
    let (user, moment) = (user, Timestamp(now))
    try await ledger.transact(at: now) { tables in
      guard try tables.insertMessage(message, to: id.lowercased(), by: user, at: moment) else {
        throw APIError.notFound
      }
    }
    return ServerResponse(status: 201)
  }
}

/// The rules of a message (contract schema `request-message-creatable`).
enum MessageRules {
  static func check(_ body: JSONValue) throws(APIError) -> String {
    var rules = BodyRules()
    guard rules.object(body, at: ""), let value = rules.required("message", of: body, at: ""),
      let message = rules.string(value, lengths: 1...RequestLimits.message, at: "/message")
    else { throw .invalid(rules.causes) }
    return message
  }
}
