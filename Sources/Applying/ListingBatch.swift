import Model

/// Pages of a listing that were read and are not written yet: where no limit of the org makes the next page wait, many share one
/// commit, since a commit costs more than a page. A process that is killed reads them again.
struct ListingBatch {
  /// Others who write wait for the commit: about a second at most.
  private static let maximumRequests = 50_000
  private static let maximumAge = Duration.seconds(5)

  private var pages = RequestPage(requests: [], next: nil)
  private var since: Duration?

  /// Takes in the next page, which was read at a moment of the run's clock.
  mutating func add(_ page: RequestPage, at now: Duration) {
    since = since ?? now
    pages.requests += page.requests
    pages.next = page.next
  }

  /// Whether it has to be written now.
  func isDue(at now: Duration) -> Bool {
    pages.next == nil || pages.requests.count >= Self.maximumRequests || now - (since ?? now) >= Self.maximumAge
  }

  /// All pages as one, which are no longer in it; `nil` where there are none.
  mutating func take() -> RequestPage? {
    guard since != nil else { return nil }
    defer { self = ListingBatch() }
    return pages
  }
}
