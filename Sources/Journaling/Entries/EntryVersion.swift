/// An entry as a process knows it: a move is written only while the entry is still so; otherwise another process has
/// moved it.
///
/// It fences: a process that was frozen for an hour cannot undo what others have found out meanwhile.
package struct EntryVersion: Hashable, Sendable {
  /// The entry.
  package let id: JournalEntry.ID
  /// Where it stands.
  package let state: EntryState
  /// How often its call was sent: an entry may return to a state, but never with the same number of intents.
  package let attempts: Int

  /// An entry with this number, state and number of intents.
  package init(id: JournalEntry.ID, state: EntryState, attempts: Int) {
    (self.id, self.state, self.attempts) = (id, state, attempts)
  }

  /// The entry after a move.
  func after(_ move: EntryTransition) -> EntryVersion {
    var attempts = attempts
    if case .intent = move { attempts += 1 }
    return EntryVersion(id: id, state: move.state, attempts: attempts)
  }
}

extension JournalEntry {
  /// The entry as it was read.
  package var version: EntryVersion { EntryVersion(id: id, state: state, attempts: attempts) }
}
