package import Foundation
import GRDB
package import Model

/// What an org's list of requests said when it was last read, kept in the state: later plans ask the org only for what has
/// changed since then.
///
/// Any process may read and write it, also while a run holds the state: each method is one transaction, and what two
/// processes read at the same time is written twice, with the same result. Dates are moments of the org's own records
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

  /// The cache of one org in a state.
  package init(_ state: StateStore, orgURL: String) throws(JournalError) {
    self.state = state
    self.orgURL = orgURL
    org = try JournalError.mapping(of: state.path) { try state.writer.write { try OrgRow.number(at: orgURL, in: $0) } }
  }

  /// The same state, for another number of the org.
  init(_ cache: RequestCache, org: Int64) {
    (state, orgURL) = (cache.state, cache.orgURL)
    self.org = org
  }

  /// How far the org's list was read, by whichever process.
  package func progress() throws(JournalError) -> Progress {
    try read(progress)
  }

  private func progress(_ db: Database) throws -> Progress {
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT generation, readUpTo, listingFrom, listingNext, dateSeen FROM mirror WHERE org = ?",
        arguments: [org])
    else { return Progress(generation: 0) }
    var listing: Listing?
    if let from = try row.date("listingFrom"), let next: String = try row.value("listingNext") {
      listing = Listing(from: from, next: PageLink(pathAndQuery: next))
    }
    return Progress(
      generation: try row.decode(forColumn: "generation"), readUpTo: try row.date("readUpTo"), listing: listing,
      dateSeen: try row.date("dateSeen"))
  }

  /// Keeps the newest header `Date`; one that is older than what was kept takes its place where `isSetBack`.
  package func saw(_ date: Date, isSetBack: Bool = false) throws(JournalError) {
    try write { db in
      let newest = isSetBack ? "?" : "max(coalesce(dateSeen, 0), ?)"
      try db.execute(
        sql: "UPDATE mirror SET dateSeen = \(newest) WHERE org = ?", arguments: [date.timeIntervalSince1970, org])
    }
  }

  /// Begins a full listing from scratch; returns its generation. What is known stays until it is complete, but no
  /// reading of changes counts before that.
  package func beginListing() throws(JournalError) -> Int {
    try write { db in
      try db.execute(
        sql: """
          UPDATE mirror SET generation = generation + 1, readUpTo = NULL, listingFrom = NULL, listingNext = NULL
          WHERE org = ?
          """,
        arguments: [org])
      return try progress(db).generation
    }
  }

  /// Takes in one page of the full listing of `generation`, which began at `from` of our clock; without `next` it is
  /// complete: `elapsed` is how many seconds it took, so that what changed meanwhile is read again, and rows that it did not
  /// show are dropped, unless they are younger than the list's lag, `settled` seconds: it may show them late.
  /// What counts as read never goes beyond `notAfter`. `false` where another process has begun another listing since.
  package func add(
    _ page: RequestPage, of generation: Int, from: Date, elapsed: TimeInterval, settled: TimeInterval, notAfter: Date
  ) throws(JournalError) -> Bool {
    try write { db in
      guard try progress(db).generation == generation else { return false }
      for request in page.requests { try RequestCacheRow.write(request, org: org, in: db) }
      guard page.next == nil else {
        try db.execute(
          sql: "UPDATE mirror SET listingFrom = ?, listingNext = ? WHERE org = ?",
          arguments: [from.timeIntervalSince1970, page.next?.pathAndQuery, org])
        return true
      }
      let newest =
        try Double.fetchOne(
          db, sql: "SELECT max(lastUpdated) FROM existing WHERE org = ? AND generation = ?",
          arguments: [org, generation])
      try db.execute(
        sql: "UPDATE mirror SET readUpTo = ?, listingFrom = NULL, listingNext = NULL WHERE org = ?",
        arguments: [max(0, min(newest ?? 0, notAfter.timeIntervalSince1970) - elapsed), org])
      try db.execute(
        sql: "DELETE FROM existing WHERE org = ? AND generation < ? AND (lastUpdated < ? OR isUnlisted)",
        arguments: [org, generation, (newest ?? notAfter.timeIntervalSince1970) - settled])
      return true
    }
  }

  /// Takes in changes, in the order of their moments; every change up to `readUpTo` is known now.
  package func add(_ changes: [ExistingRequest], readUpTo: Date?) throws(JournalError) {
    try write { db in
      for request in changes { try RequestCacheRow.write(request, org: org, in: db) }
      guard let readUpTo else { return }
      try db.execute(
        sql: "UPDATE mirror SET readUpTo = max(readUpTo, ?) WHERE org = ?",
        arguments: [readUpTo.timeIntervalSince1970, org])
    }
  }

  /// The known requests that changed after a moment (`nil`: all), and when; without those that are known to be missing in
  /// the list.
  package func changed(after moment: Date?) throws(JournalError) -> [RequestID: Date] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT id, lastUpdated FROM existing INDEXED BY existingByChange
          WHERE org = ? AND lastUpdated > ? AND NOT isUnlisted
          """,
        arguments: [org, (moment ?? .distantPast).timeIntervalSince1970])
      return Dictionary(
        uniqueKeysWithValues: rows.map { (RequestID($0["id"]), Date(timeIntervalSince1970: $0["lastUpdated"])) })
    }
  }

  /// The newest moment of the org's records that is known, whether its list or a create's reply has shown it.
  package func newestMoment() throws(JournalError) -> Date? { try lastChange(upTo: .distantFuture) }

  /// Whether no more than `number` requests are known.
  package func hasAtMost(_ number: Int) throws(JournalError) -> Bool {
    try read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM (SELECT 1 FROM existing WHERE org = ? LIMIT ?)", arguments: [org, number + 1]
      ) ?? 0 <= number
    }
  }

  /// Whether requests are known that the list does not show.
  package func hidesRequests() throws(JournalError) -> Bool {
    try read { db in
      try Bool.fetchOne(
        db,
        sql: "SELECT EXISTS (SELECT 1 FROM existing INDEXED BY existingUnlisted WHERE org = ? AND isUnlisted = 1)",
        arguments: [org]) ?? false
    }
  }

  /// Takes in requests that the list does not show though `GET /requests/{id}` does.
  package func addUnlisted(_ requests: [ExistingRequest]) throws(JournalError) {
    try write { db in
      for request in requests { try RequestCacheRow.write(request, isUnlisted: true, org: org, in: db) }
    }
  }

  /// The list does not show these known requests, which is known from now on.
  package func markUnlisted(_ ids: some Sequence<RequestID>) throws(JournalError) {
    try write { db in
      let statement = try db.cachedStatement(sql: "UPDATE existing SET isUnlisted = 1 WHERE org = ? AND id = ?")
      for id in ids { try statement.execute(arguments: [org, id.text]) }
    }
  }

  /// Forgets requests of which `GET /requests/{id}` says 404.
  package func remove(_ ids: some Sequence<RequestID>) throws(JournalError) {
    try write { db in
      let statement = try db.cachedStatement(sql: "DELETE FROM existing WHERE org = ? AND id = ?")
      for id in ids { try statement.execute(arguments: [org, id.text]) }
    }
  }

  /// Keeps what a retrieval said of a request, until it changes.
  package func keep(_ decision: RequestDecision, of id: RequestID) throws(JournalError) {
    try write { db in
      try db.execute(
        sql: "UPDATE existing SET decision = ? WHERE org = ? AND id = ?", arguments: [decision.rawValue, org, id.text])
    }
  }

  /// The known requests whose requester the org does not name.
  package func requestsWithoutRequester() throws(JournalError) -> [ExistingRequest] {
    try read { db in try RequestCacheRow.requestsWithoutRequester(org: org, in: db) }
  }

  /// When the last change happened that is known from a moment or before.
  package func lastChange(upTo moment: Date) throws(JournalError) -> Date? {
    try read { db in
      try Double.fetchOne(
        db, sql: "SELECT max(lastUpdated) FROM existing INDEXED BY existingByChange WHERE org = ? AND lastUpdated <= ?",
        arguments: [org, moment.timeIntervalSince1970]
      ).map(Date.init(timeIntervalSince1970:))
    }
  }

  /// The known requests with one of these keys or ids, each once.
  package func requests(
    keys: Set<RequestKey>, ids: Set<RequestID> = []
  ) throws(JournalError) -> [ExistingRequest] {
    try read { db in
      var found: [RequestID: ExistingRequest] = [:]
      for key in keys {
        for request in try RequestCacheRow.requests(with: key, org: org, in: db) { found[request.id] = request }
      }
      for id in ids where found[id] == nil {
        found[id] = try RequestCacheRow.request(id, org: org, in: db)
      }
      return found.values.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }
  }

  func read<Value>(_ query: (Database) throws -> Value) throws(JournalError) -> Value {
    try JournalError.mapping(of: state.path) { try state.writer.read(query) }
  }

  func write<Value>(_ change: (Database) throws -> Value) throws(JournalError) -> Value {
    try JournalError.mapping(of: state.path) { try state.writer.write(change) }
  }
}
