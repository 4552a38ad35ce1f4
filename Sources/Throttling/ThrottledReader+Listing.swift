import OrderedCollections
package import Model

extension ThrottledReader {
  /// Every existing request of a query that `keep` wants, each once, over all pages.
  ///
  /// The order is `created asc` unless the query says otherwise: a request's creation never changes, so that none moves
  /// between pages while they are read. A request that comes twice all the same counts once, as it came last. A page
  /// whose cursor has vanished (the org answers 400) restarts the listing; what was read stays.
  package func listRequests(
    _ query: RequestQuery, notBefore: Duration = .zero, keep: @Sendable (ExistingRequest) -> Bool = { _ in true }
  ) async throws(ReadFailure) -> [ExistingRequest] {
    try await listing(query, notBefore: notBefore, keep: keep).value
  }

  /// The same, and the org's clock as the last page showed it.
  package func listing(
    _ query: RequestQuery, notBefore: Duration = .zero, keep: @Sendable (ExistingRequest) -> Bool
  ) async throws(ReadFailure) -> ReadReply<[ExistingRequest]> {
    var clock: OrgClock?
    var found: OrderedDictionary<RequestID, ExistingRequest> = [:]
    try await followPages(restartingAfter: \.isVanishedCursor) { link async throws(ReadFailure) in
      var page = query
      page.next = link ?? query.next
      let reply = try await listPage(page, notBefore: notBefore)
      clock = reply.clock
      for request in reply.value.requests where keep(request) { found[request.id] = request }
      return FollowedPage(next: reply.value.next, items: reply.value.requests.map(\.id))
    }
    return ReadReply(value: Array(found.values), clock: clock)
  }

  /// Follows a list from its first page, which it begins with again where the org refuses a later one so.
  func followPages<Item>(
    restartingAfter isRestart: (ReadFailure) -> Bool,
    read: (PageLink?) async throws(ReadFailure) -> FollowedPage<Item>
  ) async throws(ReadFailure) {
    try await PageTrail.follow(
      read: read, restart: { failure throws(ReadFailure) in isRestart(failure) },
      endless: { failure throws(ReadFailure) in failure })
  }
}

extension ReadFailure {
  /// Whether the request that a page's link begins after is gone
  /// (contract example `requests-list-bad-request-not-exist-after`).
  package var isVanishedCursor: Bool {
    guard case .service(.rejected(let error)) = self else { return false }
    return error.status == 400 && error.causes.contains { $0.location == "/after" }
  }
}
