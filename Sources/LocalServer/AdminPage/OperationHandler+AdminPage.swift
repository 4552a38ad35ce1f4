import OktaWire

/// The admin page and its calls under `/local/v1/requests`, which scripts may use as well. The calls require a token of the
/// server, show all requests, even those that a fault hides in lists, and have no rate limit and no faults.
extension OperationHandler {
  /// `GET /`
  func showAdminPage() -> ServerResponse { AdminPage.response(random: random) }

  /// `GET /local/v1/requests?status=OPEN&search=TEXT&after=ID&limit=50`: the newest first, all parameters optional.
  func listRequestsForBrowser() async throws -> ServerResponse {
    let query = try RequestListQuery.read(QueryString(call.query))
    let found = try await ledger.read(at: now) { tables in
      try tables.page(query).map { page in
        RequestListView(
          requests: try page.items.map { try tables.summary($0) }, hasMore: page.hasMore,
          counts: try tables.statusCounts())
      }
    }
    guard let found else { throw APIError.unknownCursor(query.after) }
    return try .json(200, found)
  }

  /// `GET /local/v1/requests/ID`: all data of a request.
  func showRequestForBrowser(_ id: String) async throws -> ServerResponse {
    let bodies = bodies
    let found = try await ledger.read(at: now) { tables in
      try tables.request(id.lowercased()).map { try tables.detailView($0, bodies) }
    }
    guard let found else { throw APIError.notFound }
    return try .json(200, found)
  }

  /// `POST /local/v1/requests/ID/decision` with `{"decision": "APPROVED", "approvalId": …, "fieldValues": [{"id": …,
  /// "value": …}]}`: the token's user decides the current approval. `approvalId` and `fieldValues` are optional; another
  /// approval than the current one is a 409, so that an outdated page decides nothing.
  func decideRequest(_ id: String) async throws -> ServerResponse {
    let body = try await readBody()
    return try await change(id) { request, user, moment in
      let validated = try DecisionRules.check(body, for: request)
      request.decide(
        Lifecycle.CompletedApproval(
          approver: user, decision: validated.decision, decided: moment, fieldValues: validated.fieldValues))
    }
  }

  /// `POST /local/v1/requests/ID/lock`: the request takes no more decisions.
  func lockRequest(_ id: String) async throws -> ServerResponse {
    try await change(id) { request, user, moment in
      guard request.status != .locked else {
        throw APIError.conflictWithoutCause("Request \(request.id) is already LOCKED")
      }
      guard request.status != .canceled else {
        throw APIError.conflictWithoutCause("Request \(request.id) is CANCELED")
      }
      request.apply(Transition(kind: .lock, moment: moment)) { _ in user }
      request.lastUpdatedBy = user.id
    }
  }

  /// Changes a request in the name of the token's user, and returns its new state.
  private func change(
    _ id: String, _ body: @Sendable @escaping (inout StoredRequest, Approver, Timestamp) throws -> Void
  ) async throws -> ServerResponse {
    let (bodies, user, moment) = (bodies, user, Timestamp(now))
    let changed = try await ledger.transact(at: now) { tables in
      guard var request = try tables.request(id.lowercased()) else { throw APIError.notFound }
      try body(&request, try tables.approver(id: user), request.later(than: moment))
      try tables.update(request)
      return try tables.detailView(request, bodies)
    }
    return try .json(200, changed)
  }
}
