package import RequestModel
package import Foundation

/// Settles entries in doubt by the org's list: pure.
package enum Recovery {
  /// What an entry in doubt turned out to be.
  package enum Finding: Hashable, Sendable {
    case found(ExistingRequest)
    /// Surely absent; but somebody else made a request with its key before the call went out.
    case madeByOthers(ExistingRequest)
    /// Surely absent: the list was asked long enough after the call.
    case absent
  }

  /// How far the org's clock may be off ours, in seconds, where no reply told its own.
  package static let clockTolerance: TimeInterval = 600

  /// A create in doubt: what to look for.
  package struct Question: Hashable, Sendable {
    package var entry: JournalEntry.ID
    package var key: RequestKey
    /// The earliest moment, by the org's clock, at which it can have been done.
    package var earliest: Date

    package init(entry: JournalEntry.ID, key: RequestKey, earliest: Date) {
      self.entry = entry
      self.key = key
      self.earliest = earliest
    }

    /// `nil` for an entry that is no create in doubt. `orgTime` gives the least that the org's clock can have shown at a
    /// moment of ours.
    package init?(_ entry: JournalEntry, orgTime: (Date) -> Date) {
      guard entry.state.isInDoubt, !entry.isMessage, let intentAt = entry.intentAt else { return nil }
      self.init(entry: entry.id, key: entry.key, earliest: orgTime(intentAt))
    }
  }

  /// Tells for each create in doubt whether the org has it.
  ///
  /// A request counts for an entry when it has the entry's key, was not created before the entry's call, and belongs to
  /// no other entry; `claimed` are the requests that do. Each request settles one entry.
  package static func settle(
    _ questions: [Question], existing: [ExistingRequest], claimed: Set<RequestID>
  ) -> [JournalEntry.ID: Finding] {
    var candidates = Dictionary(grouping: existing.filter { !claimed.contains($0.id) }, by: \.key)
      .mapValues { $0.sorted { ($0.created, $0.id) < ($1.created, $1.id) } }
    var findings: [JournalEntry.ID: Finding] = [:]
    for question in questions.sorted(by: { ($0.earliest, $0.entry) < ($1.earliest, $1.entry) }) {
      let index = candidates[question.key]?.firstIndex { $0.created >= question.earliest }
      if let request = index.flatMap({ candidates[question.key]?.remove(at: $0) }) {
        findings[question.entry] = .found(request)
      } else {
        findings[question.entry] = candidates[question.key]?.last.map(Finding.madeByOthers) ?? .absent
      }
    }
    return findings
  }
}
