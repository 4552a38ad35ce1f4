package import struct Foundation.Date
import GRDB
package import Model

/// The record of what every run meant to send and what became of it, in one SQLite file.
///
/// A call's intent is durable before the call goes out, and its outcome when `record` returns: whatever dies between
/// the two leaves an ambiguous entry, which the next run looks up.
package struct Journal: Sendable {
  /// The state that it is a part of.
  package let state: StateStore
  /// `nil` in memory, where there is no disk to wait for: writes happen at once, on the caller's thread.
  private let commits: ClosureCommit?
  /// `nil` in memory.
  private let watch: StateWatch?

  private var writer: any DatabaseWriter { state.writer }

  /// The journal of a state that this process holds, or that is in memory. Runs that never said how they ended are marked
  /// as died: this process holds the state, so none of them lives.
  package init(_ state: StateStore) throws(JournalError) {
    self.state = state
    watch = state.isInMemory ? nil : StateWatch(state: state.path)
    commits = state.isInMemory ? nil : ClosureCommit(writer: state.writer)
    guard let owner = state.owner else { return }
    try write { db in
      try db.execute(
        sql: "UPDATE run SET state = 'died', endedAt = ? WHERE state = 'running'",
        arguments: [owner.startedAt.timeIntervalSince1970])
    }
  }

  /// What can be read of it.
  package var records: JournalRecords { state.records }

  /// Begins a run with all that it means to do; gives the entries' ids in the same order.
  package func begin(_ run: JournalRun, entries: [NewEntry]) throws(JournalError) -> [JournalEntry.ID] {
    try write { db in
      let org = try OrgRow.number(SQLiteDatabase.execute(OrgRow.adding(run.orgURL), in: db))
      try run.insert(org: org, in: db)
      return try entries.map { entry in
        try entry.insert(run: run.id, in: db)
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
      throw JournalError(error, entry: entry, path: state.path)
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
  package func store(_ rateLimits: [CallFamily: RateLimit], orgURL: String) throws(JournalError) {
    try write { db in
      for (family, rateLimit) in rateLimits {
        var arguments: StatementArguments = [orgURL, family.rawValue]
        switch rateLimit {
        case .unlimited: arguments += [nil, nil]
        case .window(let calls, let seconds): arguments += [calls, seconds]
        }
        try db.execute(
          sql: "INSERT OR REPLACE INTO allowance (orgUrl, family, calls, seconds) VALUES (?, ?, ?, ?)",
          arguments: arguments)
      }
    }
  }

  private func write<Value>(_ change: (Database) throws -> Value) throws(JournalError) -> Value {
    try JournalError.mapping(of: state.path) { try writer.write(change) }
  }
}

extension DatabaseWriter {
  /// A write that its caller's thread waits for, from an async function as well: deterministic, for simulations.
  fileprivate func writeAtOnce(_ change: (Database) throws -> Void) throws {
    try write(change)
  }
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
