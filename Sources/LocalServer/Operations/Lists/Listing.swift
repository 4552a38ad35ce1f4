import OktaWire

/// The validated parameters of a list call
/// (contract parameters of `listAllRequests` and `listAllRequestTypes`).
struct Listing: Hashable, Sendable {
  enum Column: String, Hashable, Sendable {
    case created
    case lastUpdated
  }

  /// The order; items with equal values are ordered by id, in the same direction.
  struct Order: Hashable, Sendable {
    var column: Column
    var isDescending: Bool
  }

  var filter: Filter
  var order: Order
  /// 1–200 (contract parameter `limit-2`).
  var limit: Int
  /// The id of the last item of the previous page; the ledger checks whether it exists.
  var after: String?
  /// The parameters as they were sent, for the links; without `after`.
  var written: [QueryString.Parameter]

  /// The differences between the two lists.
  struct Rules: Sendable {
    var attributes: [String: Filter.Attribute]
    var cursor: IdentifierForm

    /// `requestTypeId` is not in the contract's filter, but the contract's own links filter by it.
    static let requests = Rules(
      attributes: [
        "requestStatus": .init(comparator: "eq", kind: .oneOf(StoredRequest.Status.allCases.map(\.rawValue))),
        "lastUpdated": .init(comparator: "gt", kind: .timestamp),
        "requestTypeId": .init(comparator: "eq", kind: .identifier(.requestType)),
      ], cursor: .request)
    static let requestTypes = Rules(
      attributes: [
        "status": .init(comparator: "eq", kind: .oneOf(StoredRequestType.Status.allCases.map(\.rawValue))),
        "lastUpdated": .init(comparator: "gt", kind: .timestamp),
      ], cursor: .requestType)
  }

  /// Reads a query; all invalid paging parameters are reported at once, an invalid filter or an unknown parameter before
  /// them.
  static func read(_ query: QueryString, _ rules: Rules) throws -> Listing {
    try requireKnownParameters(query)
    let filter = try query["filter"].map { try Filter.parse($0, allowed: rules.attributes) } ?? Filter()
    var causes: [ErrorCauseBody] = []
    let after = after(query["after"], form: rules.cursor, &causes)
    let limit = limit(query["limit"], &causes)
    let order = order(query["orderBy"], of: filter, &causes)
    guard causes.isEmpty else { throw APIError.invalidPaging(causes) }
    let written = query.parameters.filter { $0.name != "after" }
    return Listing(filter: filter, order: order, limit: limit, after: after, written: written)
  }

  /// Reports unknown parameters and repeated ones.
  private static func requireKnownParameters(_ query: QueryString) throws(APIError) {
    var causes: [ErrorCauseBody] = []
    var seen: Set<String> = []
    for name in query.parameters.map(\.name) {
      let isKnown = ["filter", "after", "limit", "orderBy"].contains(name)
      guard seen.insert(name).inserted else {
        if isKnown { causes.append(.query(name, "must only be given once", reason: .invalidDataType)) }
        continue
      }
      if !isKnown {
        let text = "Query parameter \(name) is unexpected"
        causes.append(ErrorCauseBody(text, reason: nil, location: "/\(name)", locationType: "query"))
      }
    }
    guard causes.isEmpty else { throw .invalid(causes) }
  }

  private static func after(_ text: String?, form: IdentifierForm, _ causes: inout [ErrorCauseBody]) -> String? {
    guard let text else { return nil }
    if text.isEmpty {
      causes.append(.query("after", "Empty value found for query parameter 'after'", reason: .emptyParameter))
    } else {
      causes += form.causes(of: text) { .query("after", $0, reason: $1) }
    }
    return text.lowercased()
  }

  private static func limit(_ text: String?, _ causes: inout [ErrorCauseBody]) -> Int {
    guard let text else { return 20 }
    if text.wholeMatch(of: /\d+/) != nil, let limit = Int(text), (1...200).contains(limit) { return limit }
    causes.append(.query("limit", "The limit parameter is not a valid.", reason: .invalidDataType))
    return 20
  }

  /// Without `orderBy`, a list filtered by `lastUpdated` is in the order of `lastUpdated` (Okta release note
  /// OKTA-1140026), any other in the order of creation. A property without a direction is ascending.
  private static func order(_ text: String?, of filter: Filter, _ causes: inout [ErrorCauseBody]) -> Order {
    guard let text else {
      let isOfChanges = filter.comparisons.contains { $0.attribute == "lastUpdated" }
      return Order(column: isOfChanges ? .lastUpdated : .created, isDescending: false)
    }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let direction = words.count == 2 ? words[1] : "asc"
    if (1...2).contains(words.count), let column = Column(rawValue: String(words[0])),
      ["asc", "desc"].contains(direction)
    {
      return Order(column: column, isDescending: direction == "desc")
    }
    causes.append(.query("orderBy", "Invalid orderBy syntax.", reason: .stringFormatInvalid))
    return Order(column: .created, isDescending: false)
  }
}
