import Foundation
import Model

/// What is done where a database does not say what became of a transaction: the journal reads it back. Every move names the
/// state and the number of intents that it needs, so that a second try does no harm.
extension Journal {
  /// What is known of a move after it was tried once.
  enum Attempt {
    case written
    /// It was not written: the entry is not as expected, or another one is in the way.
    case refused
    case unknown
  }

  func attempt(
    _ move: EntryTransition, of version: EntryVersion, at: Date
  ) async throws(JournalError) -> Attempt {
    do throws(StateFailure) {
      let rows = try await state.database.run(move.statements(of: version, at: at, clockOffset: state.clockOffset))
      return rows.first?.isEmpty == false ? .written : .refused
    } catch .refused {
      return .refused
    } catch .unknown {
      return .unknown
    } catch .unsafe(let reason) where !move.isIntent {
      // What has happened has happened. Of the move itself nothing was said.
      state.reconnection?.report(.notReplicated(location: state.path, reason: reason))
      return .unknown
    } catch {
      throw JournalError(error, path: state.path)
    }
  }

  /// Whether an entry is as `version` says.
  func isStored(_ version: EntryVersion) async throws(JournalError) -> Bool {
    try await state.run([
      .query(
        "SELECT 1 FROM entry WHERE id = $1 AND state = $2 AND attempts = $3", .integer(version.id),
        .text(version.state.rawValue), SQLValue(version.attempts))
    ]) { !$0[0].isEmpty }
  }

  /// Inserts a run and its entries, which the last statement gives the numbers of.
  func insert(
    _ transaction: [SQLStatement], of run: RunID, count: Int
  ) async throws(JournalError) -> [JournalEntry.ID] {
    var mayBeWritten = false
    for _ in 1...StateStore.maximumTries {
      let rows: [[SQLRow]]
      do throws(StateFailure) {
        rows = try await state.database.run(transaction)
      } catch .unusable(let error) {
        throw error
      } catch {
        let isRefused = if case .refused = error { true } else { false }
        // A constraint may have refused what an earlier try has written; without one it is a run of another process.
        if mayBeWritten || !isRefused, let ids = try await stored(run) { return ids }
        if case .refused(let reason) = error { throw .other(path: state.path, reason: reason) }
        mayBeWritten = true
        continue
      }
      return try JournalError.mapping(of: state.path) { try rows.suffix(count).map(Self.id) }
    }
    throw .database(.unconfirmed("at each of \(StateStore.maximumTries) tries"), location: state.path)
  }

  /// The entries of a run in the order in which they were inserted; `nil` where it was not.
  private func stored(_ run: RunID) async throws(JournalError) -> [JournalEntry.ID]? {
    try await state.run([
      .query("SELECT 1 FROM run WHERE id = $1", .text(run.text)),
      .query("SELECT id FROM entry WHERE run = $1 ORDER BY id", .text(run.text)),
    ]) { rows in rows[0].isEmpty ? nil : try rows[1].map { try $0.integer(0) } }
  }

  private static func id(_ rows: [SQLRow]) throws -> JournalEntry.ID {
    guard let row = rows.first else { throw SQLRow.DecodingError(column: 0, found: nil) }
    return try row.integer(0)
  }
}

extension EntryTransition {
  /// Whether a call goes out after it.
  var isIntent: Bool { if case .intent = self { true } else { false } }
}
