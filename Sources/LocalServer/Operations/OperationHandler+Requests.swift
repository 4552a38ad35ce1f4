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

  /// Takes a request back that no one has decided on. An org without the operation, which is in Beta, has no such path, or no
  /// such method at it, whatever the body says.
  func cancelRequest(_ id: String) async throws -> ServerResponse {
    switch cancelSupport {
    case .available: break
    case .notFound: throw APIError.notFound
    case .methodNotAllowed: throw APIError.wrongMethod(allowed: ["GET", "HEAD"])
    }
    try StatusRules.check(await readBody())
    let (bodies, user, moment) = (bodies, user, Timestamp(now))
    let canceled = try await ledger.transact(at: now) { tables in
      guard var request = try tables.request(id.lowercased()) else { throw APIError.notFound }
      try request.cancel(by: user, at: request.later(than: moment))
      try tables.update(request)
      return bodies.request(request)
    }
    return try .json(200, canceled)
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

/// The rules of a change of status: one word is taken.
enum StatusRules {
  static func check(_ body: JSONValue) throws(APIError) {
    var rules = BodyRules()
    if rules.object(body, at: ""), let value = rules.required("status", of: body, at: "") {
      _ = rules.oneOf([StatusBody.canceled.status], value, at: "/status")
    }
    if !rules.causes.isEmpty { throw .invalid(rules.causes) }
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
