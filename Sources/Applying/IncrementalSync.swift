import Foundation
import Model
import Throttling

/// Reads what has changed in the org's list since a moment, page by page in the order of change: pure.
///
/// A page begins at the moment at which the last one ended, not after a request: a request that changes while pages are read
/// moves to the end, and a link that begins after it skips everything between. Each page is complete up to its last moment,
/// so that a reading that is cut off counts that far. Where a whole page has one moment, or none of this order, the rest is
/// read in the order of creation, in which nothing moves: complete at its end only.
struct IncrementalSync: Sendable {
  /// The least step of the list's moments, in seconds.
  static let tick: TimeInterval = 0.001

  /// `nil`: the list is read from its beginning.
  let from: Date?
  /// Known requests that must come, since they changed after `from`, and when they did as far as is known.
  var expected: [RequestID: Date] = [:]
  /// Every change up to this moment of the org's records was read; `nil` where the list has shown none.
  private(set) var readUpTo: Date?
  /// The newest moment that the pages have shown.
  private(set) var newest: Date?
  /// The next page to ask for; `nil` when the reading is over.
  private(set) var query: RequestQuery?
  private var isAtEnd = false
  private var trail = PageTrail<RequestID>()

  init(from: Date?) {
    self.from = from
    query = RequestQuery(updatedAfter: from, order: .lastUpdatedAscending)
  }

  /// Takes in the page that `query` asked for. What counts as read never goes beyond `now`: a record may be stamped by a
  /// clock that is ahead, and one that is made later would count as read. Throws what a list without an end does.
  mutating func take(_ page: RequestPage, now: Date) throws(ReadFailure) {
    for request in page.requests {
      expected[request.id] = nil
      newest = max(newest ?? request.lastUpdated, request.lastUpdated)
    }
    guard page.next != nil else {
      isAtEnd = true
      query = nil
      readUpTo = newest.map { min($0, now) }
      return
    }
    if query?.order == .createdAscending {
      query?.next = try trail.next(after: FollowedPage(next: page.next, items: page.requests.map(\.id)))
    } else {
      turn(after: page)
      readUpTo = query.flatMap(\.updatedAfter).map { min($0, now) }
    }
  }

  private mutating func turn(after page: RequestPage) {
    let isInOrder = zip(page.requests, page.requests.dropFirst()).allSatisfy { $0.lastUpdated <= $1.lastUpdated }
    let after = query?.updatedAfter
    if isInOrder, let last = page.requests.last?.lastUpdated, last - Self.tick > after ?? .distantPast {
      query = RequestQuery(updatedAfter: last - Self.tick, order: .lastUpdatedAscending)
    } else {
      query = RequestQuery(updatedAfter: after, order: .createdAscending)
    }
  }

  /// The known requests that the org's list, read to its end, does not show.
  var missed: [RequestID: Date] { isAtEnd ? expected : [:] }
}
