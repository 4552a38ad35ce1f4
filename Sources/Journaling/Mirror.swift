package import Foundation
import GRDB
package import RequestModel

/// What an org's list of requests said when it was last read, kept in the state: later plans ask the org only for what has
/// changed since then.
///
/// Any process may read and write it, also beside a run that holds the state: each method is one transaction, and what two
/// processes read at the same time is written twice, with the same result. All dates are the org's clock.
package struct Mirror: Sendable {
  /// How far the org's list was read.
  package struct Progress: Hashable, Sendable {
    /// Counts the full listings: rows of an earlier one are dropped when the next one is complete.
    package var generation: Int
    /// Every change up to this moment is known, but for those that the list shows late; `nil` while a full listing is to be
    /// made or completed.
    package var readUpTo: Date?
    /// Where the full listing stands that is under way, perhaps since an earlier process; `nil` before its first page.
    package var listing: Listing?
  }

  /// A full listing that is not complete yet.
  package struct Listing: Hashable, Sendable {
    /// When it began.
    package var from: Date
    /// The page that comes next.
    package var next: PageLink
  }

  private let path: String
  private let writer: any DatabaseWriter
  /// The number that stands for the org in the state.
  let org: Int64

  /// The mirror in the state that `journal` holds.
  package init(_ journal: Journal, orgURL: String) throws(JournalError) {
    try self.init(writer: journal.writer, path: journal.path, orgURL: orgURL)
  }

  /// The mirror in the state at `path`, which is made where it is missing; nothing is held.
  package init(path: String, orgURL: String) throws(JournalError) {
    let place = try StateFile.create(at: path)
    try self.init(writer: try StateFile.writer(at: place), path: place.path, orgURL: orgURL)
  }

  private init(writer: any DatabaseWriter, path: String, orgURL: String) throws(JournalError) {
    self.path = path
    self.writer = writer
    do {
      org = try writer.write { db in
        try db.execute(sql: "INSERT INTO mirror (orgUrl) VALUES (?) ON CONFLICT DO NOTHING", arguments: [orgURL])
        return try Int64.fetchOne(db, sql: "SELECT org FROM mirror WHERE orgUrl = ?", arguments: [orgURL]) ?? 0
      }
    } catch {
      throw JournalError(error, path: path)
    }
  }

  /// How far the org's list was read, by whichever process.
  package func progress() throws(JournalError) -> Progress {
    try read(progress)
  }

  private func progress(_ db: Database) throws -> Progress {
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT generation, readUpTo, listingFrom, listingNext FROM mirror WHERE org = ?", arguments: [org])
    else { return Progress(generation: 0) }
    var listing: Listing?
    if let from = row["listingFrom"] as Double?, let next = row["listingNext"] as String? {
      listing = Listing(from: Date(timeIntervalSince1970: from), next: PageLink(pathAndQuery: next))
    }
    return Progress(
      generation: row["generation"], readUpTo: (row["readUpTo"] as Double?).map(Date.init(timeIntervalSince1970:)),
      listing: listing)
  }

  /// Begins a full listing anew; gives its generation. What is known stays until it is complete, but no change reading
  /// counts before that.
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

  /// Takes in one page of the full listing of `generation`, which began at `from`; without `next` it is complete, and
  /// rows that it did not show are dropped, unless they are younger than `keeping`: the list may show them late.
  /// `false` where somebody has begun another one since.
  package func add(
    _ page: RequestPage, of generation: Int, from: Date, keeping: Date
  ) throws(JournalError) -> Bool {
    try write { db in
      guard try progress(db).generation == generation else { return false }
      for request in page.requests { try MirrorRow.write(request, org: org, in: db) }
      if let next = page.next {
        try db.execute(
          sql: "UPDATE mirror SET listingFrom = ?, listingNext = ? WHERE org = ?",
          arguments: [from.timeIntervalSince1970, next.pathAndQuery, org])
      } else {
        try db.execute(
          sql: "UPDATE mirror SET readUpTo = ?, listingFrom = NULL, listingNext = NULL WHERE org = ?",
          arguments: [from.timeIntervalSince1970, org])
        try db.execute(
          sql: "DELETE FROM existing WHERE org = ? AND generation < ? AND lastUpdated < ?",
          arguments: [org, generation, keeping.timeIntervalSince1970])
      }
      return true
    }
  }

  /// Takes in changes, in the order of their moments; every change up to `readUpTo` is known now.
  package func add(_ changes: [ExistingRequest], readUpTo: Date?) throws(JournalError) {
    try write { db in
      for request in changes { try MirrorRow.write(request, org: org, in: db) }
      guard let readUpTo else { return }
      try db.execute(
        sql: "UPDATE mirror SET readUpTo = max(readUpTo, ?) WHERE org = ?",
        arguments: [readUpTo.timeIntervalSince1970, org])
    }
  }

  /// The known requests that changed after a moment, and when.
  package func changed(after moment: Date) throws(JournalError) -> [RequestID: Date] {
    try read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT id, lastUpdated FROM existing INDEXED BY existingByChange WHERE org = ? AND lastUpdated > ?",
        arguments: [org, moment.timeIntervalSince1970])
      return Dictionary(
        uniqueKeysWithValues: rows.map { (RequestID($0["id"]), Date(timeIntervalSince1970: $0["lastUpdated"])) })
    }
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
        for request in try MirrorRow.requests(with: key, org: org, in: db) { found[request.id] = request }
      }
      for id in ids where found[id] == nil {
        found[id] = try MirrorRow.request(id, org: org, in: db)
      }
      return found.values.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }
  }

  func read<Value>(_ query: (Database) throws -> Value) throws(JournalError) -> Value {
    do {
      return try writer.read(query)
    } catch {
      throw JournalError(error, path: path)
    }
  }

  func write<Value>(_ change: (Database) throws -> Value) throws(JournalError) -> Value {
    do {
      return try writer.write(change)
    } catch {
      throw JournalError(error, path: path)
    }
  }
}
