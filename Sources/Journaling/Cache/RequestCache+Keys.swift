import Foundation
package import Model

/// The known requests that a plan asks for.
extension RequestCache {
  /// Fewer keys than this are always looked up one by one.
  private static let manyKeys = 20_000
  /// So many requests are read at once where all are read.
  private static let chunk = 10_000

  /// The known requests with one of these keys or ids, each once, in the order of their creation.
  package func requests(
    keys: Set<RequestKey>, ids: Set<RequestID> = []
  ) async throws(JournalError) -> [ExistingRequest] {
    var texts = RequestCacheRow.SharedTexts()
    var found = try await areMostOfAll(keys) ? searched(for: keys) : lookedUp(keys, &texts)
    if !ids.isEmpty {
      let missing = ids.subtracting(found.lazy.map(\.id))
      found += try await state.query(
        "SELECT \(RequestCacheRow.columns) FROM existing WHERE id = $1 AND org = $2", rows: rows(of: missing)
      ) { try RequestCacheRow.request($0, &texts) }
    }
    let order = found.indices.map { (created: found[$0].created.timeIntervalSince1970, place: $0) }.sorted {
      left, right in
      if left.created != right.created { return left.created < right.created }
      return found[left.place].id < found[right.place].id
    }
    return order.map { found[$0.place] }
  }

  private func lookedUp(
    _ keys: Set<RequestKey>, _ texts: inout RequestCacheRow.SharedTexts
  ) async throws(JournalError) -> [ExistingRequest] {
    let rows = try await state.query(
      "SELECT \(RequestCacheRow.columns) FROM existing WHERE org = $1 AND keyHash = $2",
      rows: keys.map { [.integer(org), RequestCacheRow.hash(of: $0)] }
    ) { try RequestCacheRow.request($0, &texts) }
    var found: [RequestID: ExistingRequest] = [:]
    for request in rows where keys.contains(request.key) { found[request.id] = request }
    return Array(found.values)
  }

  /// Whether it is less work to read all known requests than to look these keys up, each of which is somewhere else.
  private func areMostOfAll(_ keys: Set<RequestKey>) async throws(JournalError) -> Bool {
    guard keys.count > Self.manyKeys else { return false }
    return try await hasAtMost(keys.count * 4)
  }

  /// Reads all in the order in which they are stored, and keeps those with one of the keys.
  private func searched(for keys: Set<RequestKey>) async throws(JournalError) -> [ExistingRequest] {
    var texts = RequestCacheRow.SharedTexts()
    var found: [ExistingRequest] = []
    var last: String?
    while true {
      // No index of an org's rows has this order: each part would be sorted out of all of them.
      let part = try await state.query(
        """
        SELECT \(RequestCacheRow.columns) FROM existing WHERE id \(last == nil ? ">=" : ">") $1 AND org + 0 = $2
        ORDER BY id LIMIT \(Self.chunk)
        """, rows: [[.text(last ?? ""), .integer(org)]]
      ) { row in
        last = try row.text(0)
        return try RequestCacheRow.request(row, among: keys, &texts)
      }
      found += part.lazy.compactMap(\.self)
      guard part.count == Self.chunk else { return found }
    }
  }
}
