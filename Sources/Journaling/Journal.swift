package import Foundation
package import Model

/// The record of what every run meant to send and what became of it, in a state.
///
/// A call's intent is durable before the call goes out, and its outcome when `record` returns: whatever dies between
/// the two leaves an ambiguous entry, which a later run looks up. Any number of runs may write it at the same time: of the
/// entries that ask for the same, one is sent.
package struct Journal: Sendable {
  /// The state that it is a part of.
  package let state: StateStore
  let own: OwnEntries?
  /// Shows other processes that the run lives which writes this journal.
  private var lock: RunLock?

  /// The journal of a state.
  package init(_ state: StateStore) {
    self.state = state
    own = state.history.map { _ in OwnEntries() }
  }

  /// The journal for a run, whose lock it takes and holds until its last copy is gone: while it is held, other processes see
  /// that the run lives.
  package func locked(for run: RunID) throws(JournalError) -> Journal {
    var journal = self
    journal.lock = try state.lock(run)
    return journal
  }

  /// What can be read of it.
  package var records: JournalRecords { state.records }

  /// Begins a run with all that it means to do; gives the entries, none of them sent, in the same order.
  package func begin(_ run: JournalRun, entries: [NewEntry]) async throws(JournalError) -> [EntryVersion] {
    let head = OrgRow.adding(run.orgURL) + [run.insertion]
    let transaction = head + NewEntry.superseding(entries) + [NewEntry.insertion(entries, of: run)]
    let ids = try await insert(transaction, of: run.id, count: entries.count)
    let versions = ids.map { EntryVersion(id: $0, state: .planned, attempts: 0) }
    own?.remember(versions)
    return versions
  }

  /// Records a move of an entry, and gives the entry after it; durable when it returns, in the state that its path leads to
  /// (`StateWatch`, after each commit). `at` is our clock's now.
  ///
  /// Throws `taken` for an intent whose key or message another entry has, `claimed` for a request that does, and `moved`
  /// where the entry is no longer as `version` says. Throws `postponed` for an intent while the state may have gone back in
  /// time (`StateHistory`): nothing may be sent then.
  @discardableResult
  package func record(
    _ move: EntryTransition, of version: EntryVersion, at: Date
  ) async throws(JournalError) -> EntryVersion {
    guard version.state.next.contains(move.state) else {
      throw .invalidTransition(entry: version.id, reason: "\(version.state.rawValue) to \(move.state.rawValue)")
    }
    if move.isIntent, state.history?.change != nil { throw .postponed(version) }
    try await write(move, of: version, at: at)
    // Without its lock, others take the run for dead. On a server they only do not know.
    if let lock, !state.isOnServer, !lock.isInPlace { throw .replaced(path: state.path) }
    let next = version.after(move)
    own?.remember([next])
    guard move.isIntent, state.history?.change != nil else { return next }
    // The connection was lost meanwhile, and made again to a server with another history.
    throw .postponed(try await record(.withdrawn, of: next, at: at))
  }

  private func write(
    _ move: EntryTransition, of version: EntryVersion, at: Date
  ) async throws(JournalError) {
    var mayBeWritten = false
    // Who had it may give it back before it is asked who that is.
    for _ in 1...StateStore.maximumTries {
      switch try await attempt(move, of: version, at: at) {
      case .written: return
      case .refused: break
      case .unknown:
        mayBeWritten = true
        if try await isStored(version.after(move)) { return }
        // What is in its way shows at the next try.
        continue
      }
      let refusal = try await refusal(of: move, version, at: at)
      // Last of all: a server may go on with a commit whose connection is lost.
      if mayBeWritten, try await isStored(version.after(move)) { return }
      if let refusal { throw refusal }
    }
    if mayBeWritten { throw .database(.unconfirmed("again and again"), location: state.path) }
    throw .invalidTransition(entry: version.id, reason: "a constraint of the state")
  }

  /// Why a move was not written; `nil` where nothing is in its way any more.
  private func refusal(
    of move: EntryTransition, _ version: EntryVersion, at moment: Date
  ) async throws(JournalError) -> JournalError? {
    guard try await isStored(version) else {
      // Not by another run, if the state has gone back in time.
      try await expectOwnEntries()
      return .moved(version.id)
    }
    switch move {
    case .intent(let request, _, _, let settle):
      return try await claim(on: version.id, request: request, at: moment, settle: settle).map(JournalError.taken)
    case .created(let request): return .claimed(request.id)
    case .adopted(let request, _): return .claimed(request)
    default: return nil
    }
  }

  /// The claim on what an entry asks for at a moment of our clock; `request` is that of a message or a cancel. A create that was
  /// given up has its key until `settle` seconds after its deadline. `nil` where no entry has it.
  package func claim(
    on entry: JournalEntry.ID, request: RequestID?, at moment: Date, settle: TimeInterval = 0
  ) async throws(JournalError) -> Claim? {
    let query = ClaimQuery.claim(on: entry, request: request, at: moment + state.clockOffset, settle: settle)
    return try await state.run([query]) { rows in
      try rows[0].first.map { try Claim($0, clockOffset: state.clockOffset) }
    }
  }

  /// The keys of all creates for this org whose calls are in flight, or whose outcome is unknown.
  package func keysUnderWay(orgURL: String) async throws(JournalError) -> Set<RequestKey> {
    try await state.run([
      .query(
        """
        SELECT requestTypeId, requester, subject FROM entry
        WHERE org = (SELECT org FROM orgAddress WHERE url = $1) AND kind = 'create' AND state IN ('sent', 'ambiguous')
        """, .text(orgURL))
    ]) { rows in
      Set(
        try rows[0].map { row in
          RequestKey(
            requestTypeID: RequestTypeID(fromOrg: try row.text(0)), requester: UserID(fromOrg: try row.text(1)),
            subject: try row.text(2))
        })
    }
  }

  /// Marks the runs as died whose process is gone and which never said how they ended.
  package func markDeadRuns(at now: Date) async throws(JournalError) {
    let running = try await state.run([.query("SELECT id FROM run WHERE state = 'running'")]) { rows in
      try rows[0].map { RunID(try $0.text(0)) }
    }
    let dead = running.filter { state.liveness.isRunning($0) == false }
    guard !dead.isEmpty else { return }
    try await state.run([
      .change(
        "UPDATE run SET state = 'died', endedAt = $1 WHERE id = $2 AND state = 'running'",
        rows: dead.map { [SQLValue(now), .text($0.text)] })
    ])
  }

  /// Ends a run.
  package func end(
    _ run: RunID, state end: JournalRun.State, calls: Int, throttled: Int, at: Date
  ) async throws(JournalError) {
    do throws(JournalError) {
      try await state.run([
        .change(
          "UPDATE run SET state = $1, endedAt = $2, calls = $3, throttled = $4 WHERE id = $5 AND state = 'running'",
          .text(end.rawValue), SQLValue(at), SQLValue(calls), SQLValue(throttled), .text(run.text))
      ])
    } catch {
      lock?.keepFile()
      throw error
    }
  }

  /// Remembers the limits that an org reported, for the next forecast.
  package func store(_ rateLimits: [CallFamily: RateLimit], orgURL: String) async throws(JournalError) {
    let rows = rateLimits.map { family, rateLimit -> [SQLValue] in
      switch rateLimit {
      case .unlimited: [.text(orgURL), .text(family.rawValue), .null, .null]
      case .window(let calls, let seconds): [.text(orgURL), .text(family.rawValue), SQLValue(calls), SQLValue(seconds)]
      }
    }
    try await state.run([
      .change(
        """
        INSERT INTO allowance (orgUrl, family, calls, seconds) VALUES ($1, $2, $3, $4)
        ON CONFLICT (orgUrl, family) DO UPDATE SET calls = excluded.calls, seconds = excluded.seconds
        """, rows: rows)
    ])
  }
}
