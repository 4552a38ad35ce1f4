import OktaAPI

/// The operations under `/governance/api/v1/requests`.
extension Handling {
  func listRequests() async throws -> Answer {
    let listing = try Listing.read(QueryString(call.query), .requests)
    let unseen = ledger.unseen(at: now)
    guard let page = try await ledger.read(at: now, { try $0.page(listing, without: unseen) }) else {
      throw Refusal.unknownCursor(listing)
    }
    let links = bodies.links(at: Endpoint.requests.path, listing.linked, after: listing.after, next: page.next)
    let body = RequestListBody(data: page.items.map(bodies.request), links: links.body)
    return try .json(200, body, headers: links.headers)
  }

  func createRequest() async throws -> Answer {
    let body = try await readBody()
    let (ledger, tokens, user, now, lateness) = (ledger, tokens, user, now, lateness)
    let made = try await ledger.transact(at: now) { tables in
      let request = try CreationRules.check(body, tables.facts(for: body, of: user, tokens: tokens), of: user)
      let stored = request.stored(by: user, at: now) { ledger.nextID(at: now) }
      if let lateness { ledger.hide(stored.id, for: lateness, from: now) }
      return try tables.insert(stored)
    }
    return try .json(201, bodies.request(made))
  }

  func retrieveRequest(_ id: String) async throws -> Answer {
    guard let request = try await ledger.read(at: now, { try $0.request(id.lowercased()) }) else {
      throw Refusal.notFound
    }
    return try .json(200, bodies.request(request))
  }

  /// 201 without a body (contract operation `createRequestMessage` declares no content).
  func createMessage(to id: String) async throws -> Answer {
    let message = try MessageRules.check(await readBody())
    let (user, moment) = (user, Timestamp(now))
    try await ledger.transact(at: now) { tables in
      guard try tables.insertMessage(message, to: id.lowercased(), by: user, at: moment) else { throw Refusal.notFound }
    }
    return Answer(status: 201)
  }
}

/// The rules of a message (contract schema `request-message-creatable`).
enum MessageRules {
  static func check(_ body: JSONValue) throws(Refusal) -> String {
    var rules = BodyRules()
    guard rules.object(body, at: ""), let value = rules.required("message", of: body, at: ""),
      let message = rules.string(value, lengths: 1...5000, at: "/message")
    else { throw .invalid(rules.causes) }
    return message
  }
}
