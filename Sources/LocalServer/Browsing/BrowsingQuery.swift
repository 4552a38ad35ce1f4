import GRDB
import OktaWire

/// Which requests the page for people asks for.
struct BrowsingQuery: Hashable, Sendable {
  /// `nil`: whatever their status.
  var status: StoredRequest.Status?
  /// A part of the subject, in ASCII whatever its case, or the whole id of a request, a requester or a request type;
  /// empty: all.
  var search: String
  /// The last request of the page before.
  var after: String?
  /// 1–200.
  var limit: Int

  static func read(_ query: QueryString) throws(Refusal) -> BrowsingQuery {
    let limit = query["limit"].map { Int($0) ?? 0 } ?? 50
    guard (1...200).contains(limit) else {
      throw .invalid([.query("limit", "must be a number from 1 to 200", .invalidDataType)])
    }
    return BrowsingQuery(
      status: try status(query["status"] ?? ""), search: query["search"] ?? "", after: query["after"]?.lowercased(),
      limit: limit)
  }

  private static func status(_ text: String) throws(Refusal) -> StoredRequest.Status? {
    if text.isEmpty { return nil }
    if let status = StoredRequest.Status(rawValue: text) { return status }
    let allowed = StoredRequest.Status.allCases.map(\.rawValue).joined(separator: ", ")
    throw .invalid([.query("status", "must be equal to one of the allowed values: \(allowed)", .invalidEnumValue)])
  }
}

extension LedgerTables {
  /// The newest first; `nil` where `after` names no request.
  func page(_ query: BrowsingQuery) throws -> Page<StoredRequest>? {
    var conditions: [String] = []
    var values: [DatabaseValue] = []
    if let after = query.after {
      guard let last = try request(after) else { return nil }
      conditions.append("(created, id) < (?, ?)")
      values += [last.created.milliseconds.databaseValue, last.id.databaseValue]
    }
    if let status = query.status {
      conditions.append("status = ?")
      values.append(status.rawValue.databaseValue)
    }
    if !query.search.isEmpty {
      conditions.append("(instr(lower(subject), lower(?)) > 0 OR ? IN (requester, id, request_type_id))")
      values += [query.search.databaseValue, query.search.databaseValue]
    }
    let sql = """
      SELECT \(Self.sparseColumns) FROM requests\(conditions.isEmpty ? "" : " WHERE ")\
      \(conditions.joined(separator: " AND ")) ORDER BY created DESC, id DESC LIMIT \(query.limit + 1)
      """
    let found = try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: StatementArguments(values))
      .map(StoredRequest.init(row:))
    return Page(found, limit: query.limit)
  }

  /// How many requests have each status, those that none has included.
  func statusCounts() throws -> [String: Int] {
    var counts = Dictionary(uniqueKeysWithValues: StoredRequest.Status.allCases.map { ($0.rawValue, 0) })
    for row in try Row.fetchAll(db, sql: "SELECT status, count(*) AS number FROM requests GROUP BY status") {
      counts[row["status"]] = row["number"]
    }
    return counts
  }
}
