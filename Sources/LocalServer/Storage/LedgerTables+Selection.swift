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

/// The tail of a SELECT that reads one page of a list.
struct Selection {
  var sql: String
  var arguments: StatementArguments
}

extension LedgerTables {
  /// Conditions, order and limit of a query, one item more than the page holds; `nil` where `after` is not a row's id.
  /// The page starts after the item `after` by its current values, in the order of (column, id), so an index finds it.
  /// Rows with the ids `hidden` are skipped.
  func selection(_ query: Listing, from table: String, without hidden: [String] = []) throws -> Selection? {
    let column = query.order.column.name
    var conditions: [String] = []
    var values: [DatabaseValue] = []
    var cursor: Int64?
    if let after = query.after {
      cursor = try Int64.fetchOne(db, sql: "SELECT \(column) FROM \(table) WHERE id = ?", arguments: [after])
      guard let cursor else { return nil }
      conditions.append("(\(column), id) \(query.order.isDescending ? "<" : ">") (?, ?)")
      values += [cursor.databaseValue, after.databaseValue]
    }
    for comparison in query.filter.comparisons where !comparison.isImplied(by: cursor, in: query.order) {
      conditions.append(comparison.sql)
      values.append(comparison.argument)
    }
    if !hidden.isEmpty {
      conditions.append("id NOT IN (SELECT value FROM json_each(?))")
      values.append(try StoredJSON.text(hidden).databaseValue)
    }
    let direction = query.order.isDescending ? "DESC" : "ASC"
    let sql =
      (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
      + " ORDER BY \(column) \(direction), id \(direction) LIMIT \(query.limit + 1)"
    return Selection(sql: sql, arguments: StatementArguments(values))
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
