package import RequestModel

/// The pages of a list that was followed from link to link: the one place that decides whether a list may go on.
///
/// A list that never ends is unreadable, and never a complete one: it links back to a page that was read already, or it
/// links on and on from pages that bring nothing, which no number of pages would end. A page brings nothing where it is
/// empty or holds what the page before it held.
package struct PageTrail<Item: Hashable & Sendable>: Sendable {
  /// So many pages in a row may link to a next one and bring nothing; a filter may leave a page of the org's empty.
  private static var maximumIdlePages: Int { 3 }

  private var visited: Set<PageLink> = []
  private var last: Set<Item> = []
  private var idlePages = 0

  package init() {}

  /// Takes in a page's items and the link to its next page, and gives the link. Throws `ReadFailure.endlessList` where it
  /// leads nowhere.
  package mutating func follow(_ next: PageLink, after items: some Sequence<Item>) throws(ReadFailure) -> PageLink {
    let items = Set(items)
    idlePages = items.isSubset(of: last) ? idlePages + 1 : 0
    last = items
    guard idlePages < Self.maximumIdlePages else {
      throw .endlessList("\(Self.maximumIdlePages) pages in a row bring nothing new and link to another one")
    }
    guard visited.insert(next).inserted else { throw .endlessList("it links back to a page that was read already") }
    return next
  }
}

extension ReadFailure {
  /// The list cannot be read to its end, for this reason.
  fileprivate static func endlessList(_ reason: String) -> Self {
    .service(.lost("the org's list has no end: \(reason)", nil))
  }
}
