import OktaWire

/// The parameters of a list call of the core API: users, groups or members. Unlike the governance lists, these accept any
/// parameter, and pages are arrays that only `Link` headers link.
struct DirectoryListing: Hashable, Sendable {
  /// 1–200.
  var limit: Int
  /// The id of the last item of the previous page.
  var after: String?
  /// The parameters as they were sent and the limit that applies, for the links; without `after`.
  var linked: [QueryString.Parameter]

  /// Okta's default for groups is 10,000, and 1,000 for members; this server returns at most 200, the limit that Okta recommends
  /// to clients.
  private static let maximumLimit = 200

  init(_ query: QueryString) throws(APIError) {
    limit = Self.maximumLimit
    if let text = query["limit"] {
      guard let number = Int(text), number >= 1 else {
        throw .invalid([.query("limit", "The limit parameter is not a valid.", reason: .invalidDataType)])
      }
      limit = min(number, Self.maximumLimit)
    }
    after = query["after"]
    linked =
      query.parameters.filter { $0.name != "after" && $0.name != "limit" } + [
        .init(name: "limit", value: String(limit))
      ]
  }
}
