import OktaWire

/// What a list call of the core API asks for: users, groups or members. Other than the governance lists, these take any
/// parameter, and pages are arrays that only `Link` headers lead from.
struct DirectoryListing: Hashable, Sendable {
  /// 1–200.
  var limit: Int
  /// The id of the last item of the page before.
  var after: String?
  /// The parameters as they were written and the limit that holds, for the links; without `after`.
  var linked: [Listing.Parameter]

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
    linked =
      query.parameters.filter { $0.name != "after" && $0.name != "limit" }
      .map { .init(name: $0.name, value: $0.value) } + [.init(name: "limit", value: String(limit))]
  }
}
