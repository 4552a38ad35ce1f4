package import Journaling

/// What a run came to: a fold over its journal entries.
package struct ApplyTally: Hashable, Sendable {
  /// Creates that the org confirmed.
  package var created = 0
  /// Creates whose request was found in the org.
  package var adopted = 0
  /// Requests that were taken back.
  package var canceled = 0
  /// Messages that the org confirmed.
  package var messaged = 0
  /// Actions that the org refused.
  package var rejected = 0
  /// Actions that ended by an error and were certainly not processed.
  package var failed = 0
  /// Actions that may have been processed.
  package var ambiguous = 0
  /// Done by another run, or left to one that is at it.
  package var taken = 0
  /// Left to a later run.
  package var remaining = 0

  /// Counts these entries.
  package init(_ entries: some Sequence<JournalEntry>) {
    for entry in entries {
      switch entry.state {
      case .confirmed where entry.isMessage: messaged += 1
      case .confirmed where entry.isCancel: canceled += 1
      case .confirmed: created += 1
      case .adopted: adopted += 1
      case .rejected: rejected += 1
      case .failed: failed += 1
      case .sent, .ambiguous: ambiguous += 1
      case .planned, .absent: remaining += 1
      case .taken: taken += 1
      case .gone: break
      }
    }
  }

  /// Actions that the org has done.
  package var done: Int { created + adopted + messaged + canceled }

  /// Actions that are over, whatever came of them.
  package var ended: Int { done + rejected + failed + ambiguous + taken }
}
