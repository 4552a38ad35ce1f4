import Synchronization

/// How this process has recorded its entries last: a state that has gone back in time shows them as they were before.
final class OwnEntries: Sendable {
  private let versions = Mutex<[JournalEntry.ID: EntryVersion]>([:])

  func remember(_ recorded: [EntryVersion]) {
    versions.withLock { versions in
      for version in recorded where versions[version.id]?.isAfter(version) != true { versions[version.id] = version }
    }
  }

  var all: [EntryVersion] { versions.withLock { Array($0.values) } }
}

extension Journal {
  /// Throws `DatabaseProblem.wentBack` where what this process has recorded of its entries is missing.
  package func expectOwnEntries() async throws(JournalError) {
    guard let remembered = own?.all, !remembered.isEmpty else { return }
    let stored = try await state.query(
      "SELECT id, state, attempts FROM entry WHERE id = $1", rows: remembered.map { [.integer($0.id)] }
    ) { row in
      // A state of a later Writ is none of an entry that this one has moved.
      EntryVersion(
        id: try row.integer(0), state: EntryState(rawValue: try row.text(1)) ?? .gone, attempts: Int(try row.integer(2))
      )
    }
    let byID = Dictionary(stored.map { ($0.id, $0) }) { first, _ in first }
    for version in remembered {
      guard let stored = byID[version.id], !version.isAfter(stored) else {
        throw .database(.wentBack, location: state.path)
      }
    }
  }
}

extension EntryVersion {
  /// How far an entry has come since the intent that was its last.
  private var progress: Int {
    switch state {
    case .planned: attempts == 0 ? 0 : 3
    case .sent: 1
    case .ambiguous: 2
    case .failed, .confirmed, .adopted, .rejected, .absent, .taken: 3
    case .gone: 4
    }
  }

  /// Whether the other one is an earlier version of the same entry.
  func isAfter(_ other: EntryVersion) -> Bool { (attempts, progress) > (other.attempts, other.progress) }
}
