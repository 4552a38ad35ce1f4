import OktaWire

/// What the page for people calls, under `/local/v1/requests`; scripts may as well. It needs a token of the server, shows
/// what the ledger holds whatever a fault keeps out of lists, and no fault and no limit strikes it.
extension Handling {
  /// `GET /local/v1/requests?status=OPEN&search=TEXT&after=ID&limit=50`: the newest first, all parameters optional.
  func browseRequests() async throws -> Answer {
    let query = try BrowsingQuery.read(QueryString(call.query))
    let found = try await ledger.read(at: now) { tables in
      try tables.page(query).map { page in
        BrowsedPage(
          requests: try page.items.map { try tables.summary($0) }, hasMore: page.hasMore,
          counts: try tables.statusCounts())
      }
    }
    guard let found else {
      throw Refusal.invalidPaging([.query("after", "\(query.after ?? "") not found", .identifierNotFound)])
    }
    return try .json(200, found)
  }

  /// `GET /local/v1/requests/ID`: everything that is known of a request.
  func browseRequest(_ id: String) async throws -> Answer {
    let bodies = bodies
    let found = try await ledger.read(at: now) { tables in
      try tables.request(id.lowercased()).map { try tables.browsed($0, bodies) }
    }
    guard let found else { throw Refusal.notFound }
    return try .json(200, found)
  }

  /// `POST /local/v1/requests/ID/decision` with `{"decision": "APPROVED", "approvalId": …, "fieldValues": [{"id": …,
  /// "value": …}]}`: the token's user decides the approval whose turn it is. `approvalId` and `fieldValues` may be left
  /// out; an approval whose turn it is not is a 409, so that a page that is out of date decides nothing.
  func decideRequest(_ id: String) async throws -> Answer {
    let body = try await readBody()
    return try await change(id) { request, user, moment in
      let order = try DecisionRules.check(body, for: request)
      request.decide(
        Course.Decision(by: user, verdict: order.verdict, moment: moment, fieldValues: order.fieldValues))
    }
  }

  /// `POST /local/v1/requests/ID/lock`: nobody decides the request any more.
  func lockRequest(_ id: String) async throws -> Answer {
    try await change(id) { request, user, moment in
      guard request.status != .locked else {
        throw Refusal.conflictWithoutCause("Request \(request.id) is LOCKED already")
      }
      request.make(Move(kind: .lock, moment: moment)) { _ in user }
      request.lastUpdatedBy = user.id
    }
  }

  /// Changes a request for the token's user, and shows what it is then.
  private func change(
    _ id: String, _ body: @Sendable @escaping (inout StoredRequest, Person, Timestamp) throws -> Void
  ) async throws -> Answer {
    let (bodies, user, moment) = (bodies, user, Timestamp(now))
    let changed = try await ledger.transact(at: now) { tables in
      guard var request = try tables.request(id.lowercased()) else { throw Refusal.notFound }
      try body(&request, try tables.person(user), request.later(than: moment))
      try tables.update(request)
      return try tables.browsed(request, bodies)
    }
    return try .json(200, changed)
  }
}
