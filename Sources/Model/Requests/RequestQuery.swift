package import struct Foundation.Date

/// Which requests to list, and from where (contract parameters of `listAllRequests`).
package struct RequestQuery: Hashable, Sendable {
  /// The list's order (contract parameter `orderBy`).
  package enum Order: String, Hashable, Sendable {
    case createdAscending = "created asc"
    case lastUpdatedAscending = "lastUpdated asc"
  }

  /// Only requests that changed after this moment.
  package var updatedAfter: Date?
  /// The order of the list.
  package var order: Order
  /// 1–200 (contract parameter `limit-2`).
  package var limit: Int
  /// The place where a page said that the next one begins.
  package var next: PageLink?

  package init(updatedAfter: Date? = nil, order: Order = .createdAscending, limit: Int = 200, next: PageLink? = nil) {
    self.updatedAfter = updatedAfter
    self.order = order
    self.limit = limit
    self.next = next
  }
}

/// The path and query of a `next` link; its host is dropped, since a token goes to the configured org only.
package struct PageLink: Hashable, Sendable {
  /// Begins with `/`, as the org sent it.
  package var pathAndQuery: String

  package init(pathAndQuery: String) {
    self.pathAndQuery = pathAndQuery
  }
}

/// One page of requests.
package struct RequestPage: Hashable, Sendable {
  /// The page's requests, in the query's order.
  package var requests: [ExistingRequest]
  /// Where the next page begins; `nil` on the last one.
  package var next: PageLink?

  package init(requests: [ExistingRequest], next: PageLink?) {
    self.requests = requests
    self.next = next
  }
}
