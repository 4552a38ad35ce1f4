package import Journaling

/// What a run came to: a fold over its journal entries.
package struct ApplyTally: Hashable, Sendable {
  package var created = 0
  package var adopted = 0
  package var messaged = 0
  package var rejected = 0
  package var failed = 0
  package var ambiguous = 0
  /// Left to a later run.
  package var remaining = 0

  package init(_ entries: some Sequence<JournalEntry>) {
    for entry in entries {
      switch entry.state {
      case .confirmed where entry.isMessage: messaged += 1
      case .confirmed: created += 1
      case .adopted: adopted += 1
      case .rejected: rejected += 1
      case .failed: failed += 1
      case .sent, .ambiguous: ambiguous += 1
      case .planned, .absent: remaining += 1
      case .gone: break
      }
    }
  }

  /// Actions that the org has done.
  package var done: Int { created + adopted + messaged }

  /// Actions that are over, whatever came of them.
  package var ended: Int { done + rejected + failed + ambiguous }
}
