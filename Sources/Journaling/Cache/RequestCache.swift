package import Foundation
package import Model

/// What an org's list of requests said when it was last read, kept in the state: later plans ask the org only for what has
/// changed since then.
///
/// Any process may read and write it, also while a run holds the state: each method is one transaction, or a few for a
/// large set, and what two processes read at the same time is written twice, with the same result. Dates are moments of the org's own records
/// (`created`, `lastUpdated`) unless they say otherwise: a header `Date` or our clock may be another one.
package struct RequestCache: Sendable {
  /// How far the org's list was read.
  package struct Progress: Hashable, Sendable {
    /// Counts the full listings: rows of an earlier one are dropped when the next one is complete.
    package var generation: Int
    /// Every change up to this moment is known, but for those that the list shows late; 1970 where the list had shown
    /// nothing, `nil` while a full listing is to be made or completed.
    package var readUpTo: Date?
    /// Where the full listing that has begun stands, perhaps since an earlier process; `nil` before its first page.
    package var listing: Listing?
    /// The newest header `Date` of a list's reply.
    package var dateSeen: Date?
  }

  /// A full listing that is not complete yet.
  package struct Listing: Hashable, Sendable {
    /// When it began, by our clock.
    package var from: Date
    /// The page that comes next.
    package var next: PageLink
  }

  /// The state that it is a part of.
  package let state: StateStore
  /// The address by which this process calls the org.
  let orgURL: String
  /// The number that stands for the org in the state.
  let org: Int64

  /// The cache of one org in a state. The org is added where it is new.
  package init(_ state: StateStore, orgURL: String) async throws(JournalError) {
    self.state = state
    self.orgURL = orgURL
    org = try await state.run(OrgRow.adding(orgURL), OrgRow.number)
  }

  /// The same state, for another number of the org.
  init(_ cache: RequestCache, org: Int64) {
    (state, orgURL) = (cache.state, cache.orgURL)
    self.org = org
  }

  /// What was said of the last create for each key of its org that was refused or given up.
  package func refusals() async throws(JournalError) -> [RequestKey: String] {
    try await state.records.refusals(orgURL: orgURL)
  }

  /// The keys of the entries that made or adopted these requests.
  package func claims(on requests: Set<RequestID>) async throws(JournalError) -> [RequestID: RequestKey] {
    try await state.records.keys(of: requests, orgURL: orgURL)
  }

  // MARK: How far the list was read

  /// How far the org's list was read, by whichever process.
  package func progress() async throws(JournalError) -> Progress {
    try await state.query(
      "SELECT generation, readUpTo, listingFrom, listingNext, dateSeen FROM mirror WHERE org = $1", .integer(org),
      decode: Self.progress
    ).first ?? Progress(generation: 0)
  }

  private static func progress(_ row: SQLRow) throws(SQLRow.DecodingError) -> Progress {
    var listing: Listing?
    if let from = try row.optionalDate(2), let next = try row.optionalText(3) {
      listing = Listing(from: from, next: PageLink(pathAndQuery: next))
    }
    return Progress(
      generation: Int(try row.integer(0)), readUpTo: try row.optionalDate(1), listing: listing,
      dateSeen: try row.optionalDate(4))
  }

  /// Keeps the newest header `Date`; one that is older than what was kept takes its place where `isSetBack`.
  package func saw(_ date: Date, isSetBack: Bool = false) async throws(JournalError) {
    let newest = isSetBack ? "$1" : "CASE WHEN dateSeen > $1 THEN dateSeen ELSE $1 END"
    try await state.run([
      .change("UPDATE mirror SET dateSeen = \(newest) WHERE org = $2", SQLValue(date), .integer(org))
    ])
  }

  /// Begins a full listing from scratch; returns its generation. What is known stays until it is complete, but no
  /// reading of changes counts before that.
  package func beginListing() async throws(JournalError) -> Int {
    let statement = SQLStatement.change(
      """
      UPDATE mirror SET generation = generation + 1, readUpTo = NULL, listingFrom = NULL, listingNext = NULL
      WHERE org = $1 RETURNING generation
      """, .integer(org))
    return try await state.run([statement]) { rows in try rows[0].first.map { Int(try $0.integer(0)) } ?? 0 }
  }

  // MARK: What the list says

  /// Takes in one page of the full listing of `generation`, which began at `from` of our clock; without `next` it is
  /// complete: `elapsed` is how many seconds it took, so that what changed meanwhile is read again, and rows that it did not
  /// show are dropped, unless they are younger than the list's lag, `settled` seconds: it may show them late.
  /// What counts as read never goes beyond `notAfter`. `false` where another process has begun another listing since.
  package func add(
    _ page: RequestPage, of generation: Int, from: Date, elapsed: TimeInterval, settled: TimeInterval, notAfter: Date
  ) async throws(JournalError) -> Bool {
    let listing: [SQLValue] = [.integer(org), .integer(Int64(generation))]
    let isLast = page.next == nil
    // First of all: until the end of the transaction no other process begins another listing.
    let turn = SQLStatement.change(
      """
      UPDATE mirror SET listingFrom = $1, listingNext = $2 WHERE org = $3 AND generation = $4 RETURNING generation
      """, rows: [[isLast ? nil : SQLValue(from), SQLValue(page.next?.pathAndQuery)] + listing])
    var transaction = [turn, RequestCacheRow.writing(page.requests, org: org, generation: generation)]
    if isLast {
      transaction += [
        .change(Self.completion, rows: [[.real(elapsed), SQLValue(notAfter)] + listing]),
        .change(Self.removal, rows: [listing + [SQLValue(notAfter), .real(settled)]]),
      ]
    }
    return try await state.run(transaction) { rows in !rows[0].isEmpty }
  }

  /// The newest moment that the listing has shown, or `notAfter`, less the time that it took.
  private static let completion = """
    UPDATE mirror SET readUpTo = (
      SELECT CASE WHEN newest.moment > $1 THEN newest.moment - $1 ELSE 0 END FROM (
        SELECT CASE WHEN max(lastUpdated) > $2 THEN $2 ELSE max(lastUpdated) END AS moment
        FROM existing WHERE existing.org = $3 AND existing.generation = $4) AS newest)
    WHERE org = $3 AND generation = $4
    """

  private static let removal = """
    DELETE FROM existing WHERE org = $1 AND generation < $2
      AND EXISTS (SELECT 1 FROM mirror WHERE mirror.org = $1 AND mirror.generation = $2)
      AND (isUnlisted = 1 OR lastUpdated < coalesce(
        (SELECT max(shown.lastUpdated) FROM existing AS shown WHERE shown.org = $1 AND shown.generation = $2), $3) - $4)
    """

  /// Takes in changes, in the order of their moments; every change up to `readUpTo` is known now.
  package func add(_ changes: [ExistingRequest], readUpTo: Date?) async throws(JournalError) {
    let progress = readUpTo.map { moment in
      SQLStatement.change(
        "UPDATE mirror SET readUpTo = CASE WHEN readUpTo < $1 THEN $1 ELSE readUpTo END WHERE org = $2",
        SQLValue(moment), .integer(org))
    }
    try await state.run([progress, RequestCacheRow.writing(changes, org: org)].compactMap(\.self))
  }

  /// Takes in requests that the list does not show though `GET /requests/{id}` does.
  package func addUnlisted(_ requests: [ExistingRequest]) async throws(JournalError) {
    let statement = RequestCacheRow.writing(requests, isUnlisted: true, org: org)
    try await state.change(statement.sql, rows: statement.arguments)
  }

  /// The list does not show these known requests, which is known from now on.
  package func markUnlisted(_ ids: some Sequence<RequestID>) async throws(JournalError) {
    try await state.change("UPDATE existing SET isUnlisted = 1 WHERE id = $1 AND org = $2", rows: rows(of: ids))
  }

  /// Forgets requests of which `GET /requests/{id}` says 404.
  package func remove(_ ids: some Sequence<RequestID>) async throws(JournalError) {
    try await state.change("DELETE FROM existing WHERE id = $1 AND org = $2", rows: rows(of: ids))
  }

  func rows(of ids: some Sequence<RequestID>) -> [[SQLValue]] {
    ids.sorted().map { [.text($0.text), .integer(org)] }
  }

  /// Keeps what retrievals said of requests, each until it changes: `listed` is its `lastUpdated` as the cache had it when
  /// it was retrieved. Of one that has changed since, nothing is kept.
  package func keep(_ retrieved: [(request: ExistingRequest, listed: Date)]) async throws(JournalError) {
    try await state.change(
      """
      UPDATE existing SET decision = coalesce($1, decision), course = coalesce($2, course),
        courseOf = CASE WHEN $2 IS NULL THEN courseOf ELSE lastUpdated END
      WHERE id = $3 AND org = $4 AND lastUpdated = $5
      """,
      rows: retrieved.sorted { $0.request.id < $1.request.id }.map { request, listed in
        [
          SQLValue(request.decision?.rawValue), SQLValue(request.course.map(RequestCacheRow.text)),
          .text(request.id.text), .integer(org), SQLValue(listed),
        ]
      })
  }

  // MARK: What is known

  /// The known requests that changed after a moment (`nil`: all), and when; without those that are known to be missing in
  /// the list.
  package func changed(after moment: Date?) async throws(JournalError) -> [RequestID: Date] {
    let changes = try await state.query(
      "SELECT id, lastUpdated FROM existing WHERE org = $1 AND lastUpdated > $2 AND isUnlisted = 0",
      .integer(org), SQLValue(moment ?? .distantPast), decode: { (RequestID(try $0.text(0)), try $0.date(1)) })
    return Dictionary(uniqueKeysWithValues: changes)
  }

  /// The newest moment of the org's records that is known, whether its list or a create's reply has shown it.
  package func newestMoment() async throws(JournalError) -> Date? { try await lastChange(upTo: .distantFuture) }

  /// When the last change happened that is known from a moment or before.
  package func lastChange(upTo moment: Date) async throws(JournalError) -> Date? {
    try await state.query(
      "SELECT max(lastUpdated) FROM existing WHERE org = $1 AND lastUpdated <= $2", .integer(org), SQLValue(moment),
      decode: { try $0.optionalDate(0) }
    ).first ?? nil
  }

  /// Whether no more than `number` requests are known.
  package func hasAtMost(_ number: Int) async throws(JournalError) -> Bool {
    let counts = try await state.query(
      "SELECT count(*) FROM (SELECT id FROM existing WHERE org = $1 LIMIT $2) AS known", .integer(org),
      .integer(Int64(number) + 1), decode: { try $0.integer(0) })
    return counts.first ?? 0 <= number
  }

  /// Whether requests are known that the list does not show.
  package func hidesRequests() async throws(JournalError) -> Bool {
    try await !state.query(
      "SELECT id FROM existing WHERE org = $1 AND isUnlisted = 1 LIMIT 1", .integer(org), decode: { $0 }
    ).isEmpty
  }

  /// The known requests whose requester the org does not name.
  package func requestsWithoutRequester() async throws(JournalError) -> [ExistingRequest] {
    try await state.query(
      "SELECT \(RequestCacheRow.columns) FROM existing WHERE org = $1 AND requester = ''", .integer(org),
      decode: RequestCacheRow.request)
  }

  /// How far these requests have come, as far as they have not changed since a retrieval or a create showed it.
  package func courses(of ids: some Sequence<RequestID>) async throws(JournalError) -> [RequestID: RequestCourse] {
    let found = try await state.query(
      "SELECT id, course FROM existing WHERE id = $1 AND org = $2 AND courseOf = lastUpdated AND course IS NOT NULL",
      rows: rows(of: ids)
    ) { (id: RequestID(try $0.text(0)), text: try $0.text(1)) }
    // Most requests that wait have the same one.
    var courses: [String: RequestCourse?] = [:]
    return found.reduce(into: [:]) { known, row in
      let course = courses[row.text] ?? RequestCacheRow.course(in: row.text)
      courses[row.text] = .some(course)
      known[row.id] = course
    }
  }
}
