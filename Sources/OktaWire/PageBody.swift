/// One page of a list (contract schemas `request-list` and `request-types-list`).
package struct PageBody<Item: Sendable>: Sendable {
  package var data: [Item]
  package var links: PageLinks

  package init(data: [Item], links: PageLinks) {
    self.data = data
    self.links = links
  }
}

/// A page of requests, as the local server writes it.
package typealias RequestListBody = PageBody<RequestBody>
/// A page of request types.
package typealias RequestTypeListBody = PageBody<RequestTypeBody>

private enum PageKey: String, CodingKey {
  case data
  case links = "_links"
  /// What the Access Requests service writes in place of `_links`.
  case plainLinks = "links"
}

extension PageBody: Encodable where Item: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PageKey.self)
    try container.encode(data, forKey: .data)
    try container.encode(links, forKey: .links)
  }
}

extension PageBody: Decodable where Item: Decodable {
  /// A page is whole or unreadable: `data` must be a list, and a next page must be one that can be found.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: PageKey.self)
    data = try container.decode([Item].self, forKey: .data)
    let places = try [PageKey.links, .plainLinks].compactMap { try container.pageLinks($0) }
    links = places.first { $0.next != nil } ?? places.first ?? PageLinks(self: nil)
  }
}

extension KeyedDecodingContainer<PageKey> {
  /// `nil` where there is no object with links; throws where there is one whose next page cannot be read.
  fileprivate func pageLinks(_ key: PageKey) throws -> PageLinks? {
    guard unneeded([String: Anything].self, key) != nil else { return nil }
    return try decode(PageLinks.self, forKey: key)
  }
}

extension PageBody: Equatable where Item: Equatable {}
