package import Model

/// The query parameters of both lists (contract operations `listAllRequests` and `listAllRequestTypes`).
package struct ListParameters: Hashable, Sendable {
  /// A filter expression, not yet percent-encoded.
  package var filter: String?
  /// The cursor that an earlier page gave.
  package var after: String?
  /// 1–200 (contract parameter `limit-2`).
  package var limit: Int?
  /// `created` or `lastUpdated`, then ` asc` or ` desc` (contract schema `order-by`).
  package var orderBy: String?

  package init(filter: String? = nil, after: String? = nil, limit: Int? = nil, orderBy: String? = nil) {
    self.filter = filter
    self.after = after
    self.limit = limit
    self.orderBy = orderBy
  }

  /// By the names that the API has for them.
  package var items: KeyValuePairs<String, String?> {
    ["filter": filter, "after": after, "limit": limit.map(String.init), "orderBy": orderBy]
  }

  /// `path` with this query.
  package func appended(to path: String) -> String { Query.append(items, to: path) }
}

extension ListParameters {
  /// The parameters of a query's first page.
  package init(_ query: RequestQuery) {
    self.init(
      filter: query.updatedAfter.map { ListFilter.lastUpdated(after: Timestamp($0)) }, limit: query.limit,
      orderBy: query.order.rawValue)
  }
}

/// The expressions that a request list's `filter` takes (contract parameter `request-list-filter`).
package enum ListFilter {
  package static func lastUpdated(after moment: Timestamp) -> String { "lastUpdated gt \(literal(moment.text))" }

  /// A string literal of the filter grammar, which is a JSON string (RFC 7644, section 3.4.2.2).
  package static func literal(_ text: String) -> String {
    var writer = JSONWriter()
    writer.write(string: text)
    return String(decoding: writer.data, as: UTF8.self)
  }
}
