package import RequestModel

extension ThrottledReader {
  /// Every existing request of a query that `keep` wants, each once, over all pages.
  ///
  /// The order is `created asc` unless the query says otherwise: a request's creation never changes, so that none moves
  /// between pages while they are read. A request that comes twice all the same counts once, as it came last. A page
  /// whose cursor has vanished (the org answers 400) starts the listing anew; what was read stays.
  package func listRequests(
    _ query: RequestQuery, notBefore: Duration = .zero, keep: @Sendable (ExistingRequest) -> Bool = { _ in true }
  ) async throws(Failure) -> [ExistingRequest] {
    var found: [RequestID: ExistingRequest] = [:]
    var order: [RequestID] = []
    try await followPages(startingAnewAfter: \.isVanishedCursor) { link async throws(Failure) in
      var page = query
      page.next = link ?? query.next
      let reply = try await listPage(page, notBefore: notBefore).value
      return (reply.requests, reply.next)
    } take: { requests in
      for request in requests where keep(request) {
        if found.updateValue(request, forKey: request.id) == nil { order.append(request.id) }
      }
    }
    return order.compactMap { found[$0] }
  }

  /// Takes in page after page, from the first to the last. Where the org refuses a later one so, all begins anew, three times
  /// at most; what was taken in stays.
  func followPages<Item>(
    startingAnewAfter isRestart: (Failure) -> Bool,
    read: (PageLink?) async throws(Failure) -> (items: [Item], next: PageLink?), take: ([Item]) -> Void
  ) async throws(Failure) {
    var link: PageLink?
    var restarts = 0
    var visited: Set<PageLink> = []
    while true {
      let page: (items: [Item], next: PageLink?)
      do throws(Failure) {
        page = try await read(link)
      } catch {
        guard link != nil, restarts < 3, isRestart(error) else { throw error }
        restarts += 1
        (link, visited) = (nil, [])
        continue
      }
      take(page.items)
      guard let next = page.next else { return }
      guard visited.insert(next).inserted else { throw .loopingList }
      link = next
    }
  }
}

extension ThrottledReader.Failure {
  /// The list would never end.
  package static var loopingList: Self {
    .service(.lost("the org's list of requests links back to a page that was read already", nil))
  }

  /// Whether the request that a page's link begins behind is gone
  /// (contract example `requests-list-bad-request-not-exist-after`).
  package var isVanishedCursor: Bool {
    guard case .service(.rejected(let error)) = self else { return false }
    return error.status == 400 && error.causes.contains { $0.location == "/after" }
  }
}
