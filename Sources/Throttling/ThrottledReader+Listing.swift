import OrderedCollections
package import RequestModel

extension ThrottledReader {
  /// Every existing request of a query that `keep` wants, each once, over all pages.
  ///
  /// The order is `created asc` unless the query says otherwise: a request's creation never changes, so that none moves
  /// between pages while they are read. A request that comes twice all the same counts once, as it came last. A page
  /// whose cursor has vanished (the org answers 400) restarts the listing; what was read stays.
  package func listRequests(
    _ query: RequestQuery, notBefore: Duration = .zero, keep: @Sendable (ExistingRequest) -> Bool = { _ in true }
  ) async throws(ReadFailure) -> [ExistingRequest] {
    try await listing(query, notBefore: notBefore, keep: keep).requests
  }

  /// The same, and the org's clock as the last page showed it.
  package func listing(
    _ query: RequestQuery, notBefore: Duration = .zero, keep: @Sendable (ExistingRequest) -> Bool
  ) async throws(ReadFailure) -> (requests: [ExistingRequest], clock: OrgClock?) {
    var clock: OrgClock?
    var found: OrderedDictionary<RequestID, ExistingRequest> = [:]
    try await followPages(restartingAfter: \.isVanishedCursor) { link async throws(ReadFailure) in
      var page = query
      page.next = link ?? query.next
      let (reply, shown) = try await listPage(page, notBefore: notBefore)
      clock = shown
      for request in reply.requests where keep(request) { found[request.id] = request }
      return (reply.next, reply.requests.map(\.id))
    }
    return (Array(found.values), clock)
  }

  /// Reads page after page, from the first to the last: `read` takes one in and gives the link of the next and what the
  /// page held. Where the org refuses a later one so, all begins again, three times at most.
  func followPages<Item: Hashable & Sendable>(
    restartingAfter isRestart: (ReadFailure) -> Bool,
    read: (PageLink?) async throws(ReadFailure) -> (next: PageLink?, items: [Item])
  ) async throws(ReadFailure) {
    var link: PageLink?
    var restarts = 0
    var trail = PageTrail<Item>()
    while true {
      let page: (next: PageLink?, items: [Item])
      do throws(ReadFailure) {
        page = try await read(link)
      } catch {
        guard link != nil, restarts < 3, isRestart(error) else { throw error }
        restarts += 1
        (link, trail) = (nil, PageTrail())
        continue
      }
      guard let next = page.next else { return }
      link = try trail.follow(next, after: page.items)
    }
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
