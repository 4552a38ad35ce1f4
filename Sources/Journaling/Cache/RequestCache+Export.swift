import Foundation
package import Model

/// Reading all that is known, in an order that groups it: nothing but a page is in memory at a time.
extension RequestCache {
  /// How much of what is known a filter selects.
  package struct Extent: Hashable, Sendable {
    /// Requests.
    package var requests = 0
    /// Different requesters.
    package var requesters = 0
  }

  /// How many known requests a filter selects, and of how many people.
  package func extent(of filter: RequestFilter) async throws(JournalError) -> Extent {
    let selection = Selection(filter, org: org)
    return try await state.query(
      "SELECT count(*), count(DISTINCT requester) FROM existing WHERE \(selection.condition)",
      rows: [selection.arguments]
    ) { Extent(requests: Int(try $0.integer(0)), requesters: Int(try $0.integer(1))) }.first ?? Extent()
  }

  /// The request types of the known requests that a filter selects.
  package func requestTypes(of filter: RequestFilter) async throws(JournalError) -> Set<RequestTypeID> {
    let selection = Selection(filter, org: org)
    let ids = try await state.query(
      "SELECT DISTINCT requestTypeId FROM existing WHERE \(selection.condition)", rows: [selection.arguments]
    ) { RequestTypeID(fromOrg: try $0.text(0)) }
    return Set(ids)
  }

  /// The next known requests that a filter selects, after one of them (`nil`: the first), at most `limit`: by type, then by subject,
  /// then by requester, so that what belongs together comes together.
  package func page(
    of filter: RequestFilter, after last: ExistingRequest?, limit: Int
  ) async throws(JournalError) -> [ExistingRequest] {
    var selection = Selection(filter, org: org)
    if let last {
      selection.add(
        "(requestTypeId, subject, requester, id) > (?, ?, ?, ?)", .text(last.requestTypeID.text), .text(last.subject),
        .text(last.requester?.text ?? ""), .text(last.id.text))
    }
    return try await state.query(
      """
      SELECT \(RequestCacheRow.columns) FROM existing WHERE \(selection.condition)
      ORDER BY requestTypeId, subject, requester, id LIMIT \(limit)
      """, rows: [selection.arguments], RequestCacheRow.request)
  }
}

/// A condition on the rows of one org, with its arguments.
private struct Selection {
  private(set) var condition = "org = $1"
  private(set) var arguments: [SQLValue]

  init(_ filter: RequestFilter, org: Int64) {
    arguments = [.integer(org)]
    let types = filter.types.sorted()
    if !types.isEmpty {
      let places = types.map { _ in "?" }.joined(separator: ", ")
      add("requestTypeId IN (\(places))", types.map { .text($0.text) })
    }
    if let status = filter.status { add("status = ?", .text(status)) }
    if let moment = filter.updatedAfter { add("lastUpdated > ?", SQLValue(moment)) }
    if let moment = filter.createdSince { add("created >= ?", SQLValue(moment)) }
  }

  mutating func add(_ term: String, _ values: SQLValue...) { add(term, values) }

  /// Each `?` of the term becomes the next parameter.
  private mutating func add(_ term: String, _ values: [SQLValue]) {
    condition += " AND "
    for character in term {
      if character == "?" { arguments.append(values[arguments.count - start]) }
      condition += character == "?" ? "$\(arguments.count)" : String(character)
    }
    start = arguments.count
  }

  /// How many arguments there are before a term.
  private var start = 1
}
