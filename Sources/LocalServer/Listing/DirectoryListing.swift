import OktaAPI

/// What a list call of the core API asks for: users, groups or members. Other than the governance lists, these take any
/// parameter, and pages are arrays that only `Link` headers lead from.
struct DirectoryListing: Hashable, Sendable {
  /// 1–200.
  var limit: Int
  /// The id of the last item of the page before.
  var after: String?
  /// The parameters as they were written, for the links; without `after`.
  var written: [Listing.Parameter]

  /// Okta's default for groups is 10,000, and 1,000 for members; this server pages at 200 at the latest, as Okta advises
  /// clients to.
  private static let most = 200

  init(_ query: QueryString) throws(Refusal) {
    limit = Self.most
    if let text = query["limit"] {
      guard let number = Int(text), number >= 1 else {
        throw .invalid([.query("limit", "The limit parameter is not a valid.", .invalidDataType)])
      }
      limit = min(number, Self.most)
    }
    after = query["after"]
    written = query.parameters.filter { $0.name != "after" }.map { .init(name: $0.name, value: $0.value) }
  }

  /// The `Link` headers of a page at `path`, one for each relation; `next` is the id that the next page begins behind.
  func links(at path: String, next: String?, in bodies: Bodies) -> [Answer.Header] {
    var headers = [Self.link(bodies.origin + path + query(after: after), "self")]
    if let next { headers.append(Self.link(bodies.nextOrigin + path + query(after: next), "next")) }
    return headers
  }

  private static func link(_ target: String, _ relation: String) -> Answer.Header {
    Answer.Header(name: HeaderName.link, value: "<\(target)>; rel=\"\(relation)\"")
  }

  private func query(after cursor: String?) -> String {
    var parameters = written.filter { $0.name != "limit" } + [.init(name: "limit", value: String(limit))]
    if let cursor { parameters.append(.init(name: "after", value: cursor)) }
    return "?" + parameters.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
  }
}
