/// A link to a resource (contract schema `link`).
package struct LinkBody: Hashable, Sendable, Codable {
  /// Absolute, or relative to the org as some of its services write it.
  package var href: String
  /// The media type; left out where it is JSON and the contract's example leaves it out.
  package var type: String?

  package init(href: String, type: String? = nil) {
    self.href = href
    self.type = type
  }

  /// A link to JSON, its media type spelled out.
  package static func json(_ href: String) -> LinkBody { LinkBody(href: href, type: "application/json") }
}

/// The links of one request (contract schema `request-links`).
package struct RequestLinks: Hashable, Sendable, Codable {
  package var requestType: LinkBody?
  package var `self`: LinkBody?

  package init(requestType: LinkBody?, self link: LinkBody?) {
    self.requestType = requestType
    self.`self` = link
  }
}

/// The links of one request type (contract schema `request-type-links`).
package struct RequestTypeLinks: Hashable, Sendable, Codable {
  /// The page where a person makes such a request; active types only.
  package var createRequest: LinkBody?
  package var requests: LinkBody?
  package var `self`: LinkBody?

  package init(createRequest: LinkBody? = nil, requests: LinkBody?, self link: LinkBody?) {
    self.createRequest = createRequest
    self.requests = requests
    self.`self` = link
  }
}

/// The links of a page (contract schemas `request-list-links` and `request-types-list-links`).
package struct PageLinks: Hashable, Sendable, Encodable {
  package var `self`: LinkBody?
  /// Left out on the last page.
  package var next: LinkBody?

  package init(self link: LinkBody?, next: LinkBody? = nil) {
    self.`self` = link
    self.next = next
  }
}

// MARK: Reading the links of a page: one that is missing, `null` or `{}` counts as none.

/// Names of links, whatever they are.
private struct LinkName: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<LinkName> {
  fileprivate func link(_ name: String) -> LinkBody? {
    guard let found = try? decodeIfPresent(LinkBody.self, forKey: LinkName(name)), !found.href.isEmpty else {
      return nil
    }
    return found
  }

  /// The next page of a list: `nil` where there is none. One that cannot be read is an error, since a list that ended
  /// there would not be complete.
  fileprivate func nextLink() throws -> LinkBody? {
    let key = LinkName("next")
    guard contains(key), try !decodeNil(forKey: key) else { return nil }
    if unneeded([Anything].self, key)?.isEmpty == true { return nil }
    if let href = unneeded(String.self, key) { return href.isEmpty ? nil : LinkBody(href: href) }
    let link = try nestedContainer(keyedBy: LinkName.self, forKey: key)
    let name = LinkName("href")
    guard !link.allKeys.isEmpty, try !link.decodeNil(forKey: name) else { return nil }
    let href = try link.decode(String.self, forKey: name)
    guard !href.isEmpty else { return nil }
    return LinkBody(href: href, type: link.unneeded(String.self, LinkName("type")))
  }
}

extension PageLinks: Decodable {
  package init(from decoder: any Decoder) throws {
    let links = try decoder.container(keyedBy: LinkName.self)
    self.init(self: links.link("self"), next: try links.nextLink())
  }
}
