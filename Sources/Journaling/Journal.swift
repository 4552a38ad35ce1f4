package import struct Foundation.Date
import GRDB
package import RequestModel

/// The record of what every run meant to send and what became of it, in one SQLite file.
///
/// A call's intent is durable before the call goes out, and its outcome when `record` returns: whatever dies between
/// the two leaves an ambiguous entry, which the next run looks up.
package final class Journal: Sendable {
  /// The path of the state's file, to which links on the way to it lead; `:memory:` in memory.
  package let path: String
  let writer: any DatabaseWriter
  /// `nil` in memory, where there is no disk to wait for: writes happen at once, on the caller's thread.
  private let commits: GroupCommit?
  private let lock: StateLock?
  /// `nil` in memory.
  private let watch: StateWatch?

  /// Opens or makes the state at `path` for writing and holds it until this value is gone. Runs that never said how they
  /// ended are marked as died: this process holds the state, so none of them lives.
  package init(path: String, owner: LockOwner) throws(JournalError) {
    let place = try StateFile.create(at: path)
    self.path = place.path
    lock = try StateLock(state: place.path, owner: owner)
    writer = try StateFile.writer(at: place)
    watch = StateWatch(state: place.path)
    commits = GroupCommit(writer: writer)
    try write { db in
      try db.execute(
        sql: "UPDATE run SET state = 'died', endedAt = ? WHERE state = 'running'",
        arguments: [owner.startedAt.timeIntervalSince1970])
    }
  }

  /// A journal in memory, which holds the same promises except to outlive the process: for tests and `--dry-run`.
  package convenience init() throws(JournalError) {
    try self.init(inMemory: { queue in try JournalSchema.migrator.migrate(queue) })
  }

  /// A copy in memory of what another journal holds now: what a process that dies at this moment leaves behind.
  package convenience init(copying other: Journal) throws(JournalError) {
    try self.init(inMemory: { queue in try other.writer.backup(to: queue) })
  }

  private init(inMemory prepare: (DatabaseQueue) throws -> Void) throws(JournalError) {
    path = ":memory:"
    lock = nil
    watch = nil
    commits = nil
    do {
      let queue = try DatabaseQueue()
      try prepare(queue)
      writer = queue
    } catch {
      throw JournalError(error, path: ":memory:")
    }
  }

  /// What can be read of the journal.
  package var records: JournalRecords { JournalRecords(path: path, reader: writer) }

  /// Begins a run with all that it means to do; gives the entries' ids in the same order.
  package func begin(_ run: JournalRun, entries: [NewEntry]) throws(JournalError) -> [JournalEntry.ID] {
    try write { db in
      try RunRow(run, org: try OrgRow.number(at: run.orgURL, in: db)).insert(db)
      return try entries.map { entry in
        try EntryRow(entry, run: run.id).insert(db)
        return db.lastInsertedRowID
      }
    }
  }

  /// Records a move of an entry; durable when it returns, in the state that its path leads to (`StateWatch`). `at` is our
  /// clock's now.
  package func record(_ move: EntryTransition, of entry: JournalEntry.ID, at: Date) async throws(JournalError) {
    do {
      guard let commits else { return try writer.writeAtOnce { db in try move.write(to: entry, at: at, in: db) } }
      try await commits.perform { db in try move.write(to: entry, at: at, in: db) }
    } catch {
      throw JournalError(error, entry: entry, path: path)
    }
    try watch?.check()
  }

  /// Ends a run.
  package func end(
    _ run: RunID, state: JournalRun.State, calls: Int, throttled: Int, at: Date
  ) throws(JournalError) {
    try write { db in
      try db.execute(
        sql: "UPDATE run SET state = ?, endedAt = ?, calls = ?, throttled = ? WHERE id = ?",
        arguments: [state.rawValue, at.timeIntervalSince1970, calls, throttled, run.text])
    }
  }

  /// Remembers the limits that an org reported, for the next forecast.
  package func store(_ rateLimits: [CallFamily: RecordedRateLimit], orgURL: String) throws(JournalError) {
    try write { db in
      for (family, rateLimit) in rateLimits {
        try db.execute(
          sql: "INSERT OR REPLACE INTO allowance (orgUrl, family, calls, seconds) VALUES (?, ?, ?, ?)",
          arguments: [orgURL, family.rawValue, rateLimit.window?.calls, rateLimit.window?.seconds])
      }
    }
  }

  private func write<Value>(_ change: (Database) throws -> Value) throws(JournalError) -> Value {
    do {
      return try writer.write(change)
    } catch {
      throw JournalError(error, path: path)
    }
  }
}

extension DatabaseWriter {
  /// A write that its caller's thread waits for, from an async function as well: deterministic, for simulations.
  fileprivate func writeAtOnce(_ change: (Database) throws -> Void) throws {
    try write(change)
  }
}

/// A rate limit that an org reported earlier.
package struct RecordedRateLimit: Hashable, Sendable {
  /// How many calls the org allows in how many seconds.
  package struct Window: Hashable, Sendable {
    /// The calls allowed in each window.
    package var calls: Int
    /// How long each window is.
    package var seconds: Double
  }

  /// `nil`: the org sends no rate-limit headers.
  package var window: Window?

  /// `calls` in each `seconds`.
  package init(calls: Int, seconds: Double) {
    window = Window(calls: calls, seconds: seconds)
  }

  private init() {}

  /// The record of an org that sends no rate-limit headers.
  package static let unlimited = RecordedRateLimit()
}

extension JournalError {
  fileprivate init(_ error: any Error, entry: JournalEntry.ID, path: String) {
    if let claimed = error as? ClaimedRequestError {
      self = .claimed(claimed.request)
    } else if let database = error as? DatabaseError, database.resultCode == .SQLITE_CONSTRAINT {
      self = .invalidTransition(entry: entry, reason: database.message ?? "constraint")
    } else {
      self.init(error, path: path)
    }
  }
}
