package import Model

/// One page of a list that is followed: what it holds, and the link to the page after it.
package struct FollowedPage<Item: Hashable & Sendable>: Sendable {
  /// `nil` after the last page.
  package var next: PageLink?
  /// What names the page's items.
  package var items: [Item]

  package init(next: PageLink?, items: [Item]) {
    self.next = next
    self.items = items
  }
}

/// The pages of a list that was followed from link to link: the one place that decides whether a list may go on.
///
/// A list that never ends is unreadable, and never a complete one: it links back to a page that was read already, or it
/// links on and on from pages that bring nothing, which no number of pages would end. A page brings nothing where it is
/// empty or holds what the page before it held.
package struct PageTrail<Item: Hashable & Sendable>: Sendable {
  /// So many pages in a row may link to a next one and bring nothing; a filter may leave a page of the org's empty.
  private static var maximumIdlePages: Int { 3 }
  /// So often a list may begin again.
  private static var maximumRestarts: Int { 3 }

  private var visited: Set<PageLink> = []
  private var last: Set<Item> = []
  private var idlePages = 0

  package init() {}

  /// Takes in a page and gives the link to its next one, `nil` after the last. Throws `ReadFailure.endlessList` where it
  /// leads nowhere.
  package mutating func next(after page: FollowedPage<Item>) throws(ReadFailure) -> PageLink? {
    guard let next = page.next else { return nil }
    let items = Set(page.items)
    idlePages = items.isSubset(of: last) ? idlePages + 1 : 0
    last = items
    guard idlePages < Self.maximumIdlePages else {
      throw .endlessList("\(Self.maximumIdlePages) pages in a row bring nothing new and link to another one")
    }
    guard visited.insert(next).inserted else { throw .endlessList("it links back to a page that was read already") }
    return next
  }

  /// Reads page after page to the last one: `read` takes in the page of a link, at first that of `first`.
  ///
  /// Where reading a later page fails and `restart` says that this helps, all begins again at the first page of the list,
  /// three times at most. `endless` gives the error to throw where the list has no end.
  package static func follow<Failure: Error>(
    from first: PageLink? = nil,
    read: (PageLink?) async throws(Failure) -> FollowedPage<Item>,
    restart: (Failure) async throws(Failure) -> Bool,
    endless: (ReadFailure) async throws(Failure) -> Failure
  ) async throws(Failure) {
    var (link, trail, restarts) = (first, Self(), 0)
    while true {
      let page: FollowedPage<Item>
      do throws(Failure) {
        page = try await read(link)
      } catch {
        guard link != nil, restarts < maximumRestarts, try await restart(error) else { throw error }
        restarts += 1
        (link, trail) = (nil, Self())
        continue
      }
      do throws(ReadFailure) {
        link = try trail.next(after: page)
      } catch {
        throw try await endless(error)
      }
      if link == nil { return }
    }
  }
}

extension ReadFailure {
  /// The list cannot be read to its end, for this reason.
  fileprivate static func endlessList(_ reason: String) -> Self {
    .service(.lost("the org's list has no end: \(reason)", nil))
  }
}
