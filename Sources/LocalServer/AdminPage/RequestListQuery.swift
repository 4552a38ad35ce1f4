import GRDB
import OktaWire

/// The parameters of the list on the admin page.
struct RequestListQuery: Hashable, Sendable {
  /// `nil`: any status.
  var status: StoredRequest.Status?
  /// Part of the subject, of the requester's login or of the name of the request type (ASCII letters in either case), or
  /// the whole id of a request, a requester or a request type; empty: all.
  var search: String
  /// The id of the last request of the previous page.
  var after: String?
  /// 1–200.
  var limit: Int

  static func read(_ query: QueryString) throws(APIError) -> RequestListQuery {
    let limit = query["limit"].map { Int($0) ?? 0 } ?? 50
    guard (1...200).contains(limit) else {
      throw .invalid([.query("limit", "must be a number from 1 to 200", reason: .invalidDataType)])
    }
    return RequestListQuery(
      status: try status(query["status"] ?? ""), search: query["search"] ?? "", after: query["after"]?.lowercased(),
      limit: limit)
  }

  private static func status(_ text: String) throws(APIError) -> StoredRequest.Status? {
    if text.isEmpty { return nil }
    if let status = StoredRequest.Status(rawValue: text) { return status }
    let allowed = StoredRequest.Status.allCases.map(\.rawValue).joined(separator: ", ")
    throw .invalid([
      .query("status", "must be equal to one of the allowed values: \(allowed)", reason: .invalidEnumValue)
    ])
  }
}

extension LedgerTables {
  /// The newest first; `nil` where `after` is not the id of a request.
  func page(_ query: RequestListQuery) throws -> Page<StoredRequest>? {
    var selection = Selection(orderedBy: "created DESC, id DESC", limit: query.limit)
    if let after = query.after {
      guard let last = try request(after) else { return nil }
      selection.require("(created, id) < (?, ?)", [last.created.milliseconds, last.id])
    }
    if let status = query.status { selection.require("status = ?", [status.rawValue]) }
    if !query.search.isEmpty {
      selection.require(Self.searchCondition, StatementArguments(repeatElement(query.search, count: 4)))
    }
    let sql = "SELECT \(Self.sparseColumns), details FROM requests\(selection.sql)"
    let found = try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: selection.arguments)
      .map(StoredRequest.init(withDetails:))
    return Page(found, limit: query.limit)
  }

  private static let searchCondition = """
    (instr(lower(subject), lower(?)) > 0 OR ? IN (requester, id, request_type_id)
      OR EXISTS (SELECT 1 FROM users WHERE users.id = requester AND instr(lower(login), lower(?)) > 0)
      OR EXISTS (
        SELECT 1 FROM request_types WHERE request_types.id = request_type_id AND instr(lower(name), lower(?)) > 0))
    """

  /// The number of requests with each status, including 0.
  func statusCounts() throws -> [String: Int] {
    var counts = Dictionary(uniqueKeysWithValues: StoredRequest.Status.allCases.map { ($0.rawValue, 0) })
    for row in try Row.fetchAll(db, sql: "SELECT status, count(*) AS number FROM requests GROUP BY status") {
      counts[row["status"]] = row["number"]
    }
    return counts
  }
}
