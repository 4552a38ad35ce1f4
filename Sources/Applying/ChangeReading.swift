import Foundation
import RequestModel
import Throttling

/// Reads what has changed in the org's list since a moment, page by page in the order of change: pure.
///
/// A page begins behind the moment at which the last one ended, not behind a request: a request that changes while pages
/// are read moves to the end, and a link that begins behind it skips everything between. Since every page is complete up
/// to its last moment, the reading may stop as soon as the plan knows each key that it asks for: the next one goes on from
/// there. Where a whole page has one moment, or none of this order, the rest is read in the order of creation, in which
/// nothing moves: complete at its end only.
struct ChangeReading: Sendable {
  /// The least step of the list's moments, in seconds.
  static let tick: TimeInterval = 0.001

  /// `nil`: the list is read from its beginning.
  let from: Date?
  /// The keys that are not known yet.
  private(set) var missing: Set<RequestKey>
  private let needsAll: Bool
  /// Known requests that must come, since they changed after `from`, and when they did as far as is known.
  var expected: [RequestID: Date] = [:]
  /// Whether one of the known requests has come.
  private(set) var hasSeenKnown = false
  /// Every change up to this moment of the org's records was read; `nil` where the list has shown none.
  private(set) var readUpTo: Date?
  /// The newest moment that the pages have shown.
  private(set) var newest: Date?
  /// The next page to ask for; `nil` when the reading is over.
  private(set) var query: RequestQuery?
  private var isAtEnd = false
  private var trail = PageTrail<RequestID>()

  init(from: Date?, missing: Set<RequestKey>, needsAll: Bool) {
    self.from = from
    self.missing = missing
    self.needsAll = needsAll
    query = RequestQuery(updatedAfter: from, order: .lastUpdatedAscending)
  }

  /// Takes in the page that `query` asked for. What counts as read never goes beyond `now`: a record may be stamped by a
  /// clock that is ahead, and one that is made later would count as read. Throws what a list without an end does.
  mutating func take(_ page: RequestPage, now: Date) throws(ReadFailure) {
    for request in page.requests {
      if expected.removeValue(forKey: request.id) != nil { hasSeenKnown = true }
      missing.remove(request.key)
      newest = max(newest ?? request.lastUpdated, request.lastUpdated)
    }
    guard let next = page.next else {
      isAtEnd = true
      query = nil
      readUpTo = newest.map { min($0, now) }
      return
    }
    if query?.order == .createdAscending {
      query?.next = try trail.follow(next, behind: page.requests.lazy.map(\.id))
    } else {
      turn(behind: page)
      readUpTo = query.flatMap(\.updatedAfter).map { min($0, now) }
      if query?.order == .lastUpdatedAscending, missing.isEmpty, !needsAll, hasSeenKnown || expected.isEmpty {
        query = nil
      }
    }
  }

  private mutating func turn(behind page: RequestPage) {
    let isInOrder = zip(page.requests, page.requests.dropFirst()).allSatisfy { $0.lastUpdated <= $1.lastUpdated }
    let after = query?.updatedAfter
    if isInOrder, let last = page.requests.last?.lastUpdated, last - Self.tick > after ?? .distantPast {
      query = RequestQuery(updatedAfter: last - Self.tick, order: .lastUpdatedAscending)
    } else {
      query = RequestQuery(updatedAfter: after, order: .createdAscending)
    }
  }

  /// The known requests that the org's list, read to its end, does not show, though it should show what was made before
  /// `settledBefore`.
  func missed(settledBefore: Date) -> Set<RequestID> {
    isAtEnd ? Set(expected.filter { $0.value < settledBefore }.keys) : []
  }
}
