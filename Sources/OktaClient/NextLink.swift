import Foundation
package import HTTPTypes
package import OktaWire
package import Model

/// A `next` link that Writ will not follow.
package enum NextLinkError: Error, Hashable, Sendable {
  /// The link leads out of the list.
  case outside(String)
  /// The link leads to the page that has it.
  case circular(String)

  /// What is wrong with the link.
  package var text: String {
    switch self {
    case .outside(let link): "the org's next page lies outside the list: \(link)"
    case .circular(let link): "the org's next page is the page itself: \(link)"
    }
  }
}

/// Finds where the next page begins (RFC 8288 and contract schema `request-list-links`).
package enum NextLink {
  /// `nil` on the last page. `Link` headers win over the body's link; of either only path and query count.
  package static func find(
    headers: HTTPFields, body: LinkBody?, current: String, list: String = Endpoint.requestsPath
  ) throws(NextLinkError) -> PageLink? {
    guard let href = href(inLinkHeaders: headers[values: .link]) ?? body?.href else { return nil }
    let target = resolve(href, against: current)
    guard isPage(target, of: list) else { throw .outside(href) }
    guard target != current else { throw .circular(href) }
    return PageLink(pathAndQuery: target)
  }

  /// The target of the first link whose relation is `next`, in header lines of one or several links each.
  package static func href(inLinkHeaders lines: [String]) -> String? {
    for line in lines {
      var rest = line[...]
      while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
        let target = rest[rest.index(after: open)..<close]
        let parameters = rest[rest.index(after: close)...].prefix { $0 != "<" }
        if !target.isEmpty, isNext(parameters) { return String(target) }
        rest = rest[parameters.endIndex...]
      }
    }
    return nil
  }

  /// Whether parameters such as `; rel="next"` name the relation `next`, alone or among others.
  private static func isNext(_ parameters: Substring) -> Bool {
    parameters.split(whereSeparator: { ";,".contains($0) }).contains { parameter in
      let parts = parameter.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, parts[0].lowercased() == "rel" else { return false }
      return parts[1].trimmingCharacters(in: ["\""]).lowercased().split(separator: " ").contains("next")
    }
  }

  /// Path and query of `href`, read where `current` stands (RFC 3986, section 5.2, without dot segments).
  private static func resolve(_ href: String, against current: String) -> String {
    let link = href.prefix { $0 != "#" }
    let path = current.prefix { $0 != "?" }
    if let authority = link.range(of: "://")?.upperBound, !link.hasPrefix("/"), !link.hasPrefix("?") {
      return String(link[authority...].drop { $0 != "/" && $0 != "?" })
    }
    if link.hasPrefix("//") { return String(link.dropFirst(2).drop { $0 != "/" && $0 != "?" }) }
    if link.hasPrefix("/") { return String(link) }
    if link.hasPrefix("?") { return String(path + link) }
    return String(path[...(path.lastIndex(of: "/") ?? path.startIndex)] + link)
  }

  private static func isPage(_ target: String, of list: String) -> Bool {
    target.prefix { $0 != "?" } == list && target.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}
