import OktaWire

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
    var answer = try shown(body, of: page.items.map(\.id))
    answer.headers = links.headers
    return answer
  }

  func createRequest() async throws -> Answer {
    let body = try await readBody()
    let (ledger, tokens, user, now) = (ledger, tokens, user, now)
    let shown = try await ledger.transact(at: now) { tables in
      let request = try CreationRules.check(body, tables.facts(for: body, of: user, tokens: tokens), of: user)
      var stored = request.stored(by: user, at: now) { ledger.nextID(at: now) }
      stored.subject = storedSubject(stored.subject)
      hide(stored.id)
      return try self.shown(tables.insert(stored), in: tables)
    }
    return try .json(201, bodies.request(shown))
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
