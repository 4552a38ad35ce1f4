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
    var page = query
    var restarts = 0
    var visited: Set<PageLink> = []
    while true {
      let reply: RequestPage
      do throws(Failure) {
        reply = try await listPage(page, notBefore: notBefore).value
      } catch {
        guard page.next != nil, restarts < 3, error.isVanishedCursor else { throw error }
        restarts += 1
        page = query
        visited = []
        continue
      }
      for request in reply.requests where keep(request) {
        if found.updateValue(request, forKey: request.id) == nil { order.append(request.id) }
      }
      guard let next = reply.next else { return order.compactMap { found[$0] } }
      guard visited.insert(next).inserted else {
        throw .loopingList
      }
      page.next = next
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
