import GRDB
import OktaWire

/// A page of a list: the items that fit, and whether there are more.
struct Page<Item: Identifiable<String> & Sendable>: Sendable {
  var items: [Item]
  var hasMore: Bool

  /// The items of a query that asked for one more than fits.
  init(_ found: [Item], limit: Int) {
    items = Array(found.prefix(limit))
    hasMore = found.count > limit
  }

  /// The id after which the next page starts.
  var next: String? { hasMore ? items.last?.id : nil }
}

/// The tail of a SELECT that reads one page of a list: conditions, order, and one item more than the page holds.
struct Selection {
  private let order: String
  private var conditions: [String] = []
  private(set) var arguments = StatementArguments()

  init(orderedBy order: String, limit: Int) {
    self.order = " ORDER BY \(order) LIMIT \(limit + 1)"
  }

  mutating func require(_ condition: String, _ values: StatementArguments) {
    conditions.append(condition)
    arguments += values
  }

  var sql: String { (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")) + order }
}

extension LedgerTables {
  /// The page of a query; `nil` where `after` is not a row's id. It starts after the item `after` by its current values, in
  /// the order of (column, id), so an index finds it. Rows with the ids `hidden` are skipped.
  func selection(_ query: Listing, from table: String, without hidden: [String] = []) throws -> Selection? {
    let column = query.order.column.name
    let direction = query.order.isDescending ? "DESC" : "ASC"
    var selection = Selection(orderedBy: "\(column) \(direction), id \(direction)", limit: query.limit)
    var cursor: Int64?
    if let after = query.after {
      cursor = try Int64.fetchOne(db, sql: "SELECT \(column) FROM \(table) WHERE id = ?", arguments: [after])
      guard let cursor else { return nil }
      selection.require("(\(column), id) \(query.order.isDescending ? "<" : ">") (?, ?)", [cursor, after])
    }
    for comparison in query.filter.comparisons where !comparison.isImplied(by: cursor, in: query.order) {
      selection.require(comparison.sql, [comparison.argument])
    }
    if !hidden.isEmpty {
      selection.require("id NOT IN (SELECT value FROM json_each(?))", [try StoredJSON.text(hidden)])
    }
    return selection
  }
}

extension Listing.Column {
  var name: String {
    switch self {
    case .created: "created"
    case .lastUpdated: "last_updated"
    }
  }
}

extension Filter.Comparison {
  fileprivate var sql: String {
    switch attribute {
    case "lastUpdated": "last_updated > ?"
    case "requestTypeId": "request_type_id = ?"
    default: "status = ?"
    }
  }

  fileprivate var argument: DatabaseValue {
    switch attribute {
    case "lastUpdated": (Timestamp(value)?.milliseconds ?? 0).databaseValue
    case "requestTypeId": value.lowercased().databaseValue
    default: value.databaseValue
    }
  }

  /// A page that starts after a later change needs no second lower bound: SQLite might start from the wrong one and scan
  /// all earlier pages.
  fileprivate func isImplied(by cursor: Int64?, in order: Listing.Order) -> Bool {
    guard let cursor, attribute == "lastUpdated", order == .init(column: .lastUpdated, isDescending: false),
      let bound = Timestamp(value)
    else { return false }
    return cursor > bound.milliseconds
  }
}
