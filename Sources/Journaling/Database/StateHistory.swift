package import Foundation
import Synchronization

/// Which history of its server a state has: a failover and a restored backup begin another one, in which what was recorded
/// last may be missing.
package final class StateHistory: Sendable {
  /// The beginning of another history.
  package struct Change: Hashable, Sendable {
    /// When a process noticed it, by its clock.
    package var since: Date
    /// How many changes this process has seen, with this one.
    let number: Int
  }

  private struct State {
    var server: PostgresServer?
    var change: Change?
    /// The number of the change after which calls may go out again.
    var settled = 0
    /// The number of the change that is being waited for.
    var begun = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// The change that calls have to wait for; `nil` where they may go out.
  package var change: Change? {
    state.withLock { state in state.change.flatMap { $0.number > state.settled ? $0 : nil } }
  }

  /// Whether no task waits for this change yet: from now on one does.
  package func begin(_ change: Change) -> Bool {
    state.withLock { state in
      defer { state.begun = max(state.begun, change.number) }
      return change.number > state.begun
    }
  }

  /// Calls need not wait for this change any more.
  package func settle(_ change: Change) {
    state.withLock { $0.settled = max($0.settled, change.number) }
  }

  /// Compares the server that a connection leads to with the one that the state is on, and records it there. Throws where it
  /// is another one: a copy of the state.
  func take(_ found: PostgresServer, on database: any StateDatabase, location: String) async throws(JournalError) {
    do {
      let known = try await Self.known(database)
      let last = state.withLock { $0.server }
      for identifier in [known.server.systemIdentifier, last?.systemIdentifier] {
        guard let identifier, let other = found.systemIdentifier, identifier != other else { continue }
        throw JournalError.database(.anotherServer, location: location)
      }
      try await record(found, known, on: database)
    } catch {
      throw JournalError(error, path: location)
    }
  }

  private func record(_ found: PostgresServer, _ known: Known, on database: any StateDatabase) async throws {
    var since = known.timelineSince
    if let timeline = found.timeline, let old = known.server.timeline, timeline != old {
      try await Self.write(
        .change(
          "UPDATE meta SET timeline = $1, timelineSince = $2 WHERE id = 1 AND timeline = $3", SQLValue(timeline),
          SQLValue(Date()), SQLValue(old)), on: database)
      // Another process may have been the first, and a role that only reads can write nothing.
      let now = try await Self.known(database)
      since = now.server.timeline == timeline ? now.timelineSince : Date()
    } else if known.isRecorded, known.server.timeline == nil || known.server.systemIdentifier == nil {
      try await Self.write(
        .change(
          """
          UPDATE meta SET systemIdentifier = coalesce(systemIdentifier, $1), timeline = coalesce(timeline, $2)
          WHERE id = 1
          """, SQLValue(found.systemIdentifier), SQLValue(found.timeline)), on: database)
    }
    state.withLock { state in
      if let since, state.change.map({ $0.since != since }) ?? true {
        state.change = Change(since: since, number: (state.change?.number ?? 0) + 1)
      }
      state.server = found
    }
  }

  /// What the state says of its server.
  private struct Known {
    /// Whether there is a row to record it in.
    var isRecorded = true
    var server: PostgresServer
    var timelineSince: Date?
  }

  private static func known(_ database: any StateDatabase) async throws -> Known {
    let query = SQLStatement.query("SELECT systemIdentifier, timeline, timelineSince FROM meta WHERE id = 1")
    let row: SQLRow?
    do throws(StateFailure) {
      row = try await database.run([query])[0].first
    } catch {
      // The tables are not made yet.
      guard case .unusable(.database(.noTables, _)) = error else { throw error }
      row = nil
    }
    guard let row else {
      return Known(isRecorded: false, server: PostgresServer(systemIdentifier: nil, timeline: nil))
    }
    return Known(
      server: PostgresServer(
        systemIdentifier: try row.optionalInteger(0), timeline: try row.optionalInteger(1).map { Int($0) }),
      timelineSince: try row.optionalDate(2))
  }

  /// Who may not write leaves it as it is.
  private static func write(_ statement: SQLStatement, on database: any StateDatabase) async throws {
    do throws(StateFailure) {
      _ = try await database.run([statement])
    } catch .unusable(.database(.forbidden, _)), .unusable(.database(.readOnly, _)), .unsafe {
      return
    }
  }
}
