package import RequestModel
package import Foundation

/// Settles entries in doubt by the org's list: pure.
package enum Recovery {
  /// What an entry in doubt turned out to be.
  package enum Finding: Hashable, Sendable {
    case found(ExistingRequest)
    /// Surely absent: the list was asked long enough after the call.
    case absent
  }

  /// How far the org's clock may be off ours. Wide on purpose: a request with our key that was created a little before
  /// our call satisfies the declaration just as well, and adopting it can never make a second one.
  package static let clockTolerance: TimeInterval = 600

  /// A create in doubt: what to look for.
  package struct Question: Hashable, Sendable {
    package var entry: JournalEntry.ID
    package var key: RequestKey
    /// When it was last sent, by our clock.
    package var intentAt: Date

    package init(entry: JournalEntry.ID, key: RequestKey, intentAt: Date) {
      self.entry = entry
      self.key = key
      self.intentAt = intentAt
    }

    /// `nil` for an entry that is no create in doubt.
    package init?(_ entry: JournalEntry) {
      guard entry.state.isInDoubt, !entry.isMessage, let intentAt = entry.intentAt else { return nil }
      self.init(entry: entry.id, key: entry.key, intentAt: intentAt)
    }
  }

  /// Tells for each create in doubt whether the org has it.
  ///
  /// A request counts for an entry when it has the entry's key, was not created long before the entry's call, and
  /// belongs to no other entry; `claimed` are the requests that do. Each request settles one entry.
  package static func settle(
    _ questions: [Question], existing: [ExistingRequest], claimed: Set<RequestID>
  ) -> [JournalEntry.ID: Finding] {
    var candidates = Dictionary(grouping: existing.filter { !claimed.contains($0.id) }, by: \.key)
      .mapValues { $0.sorted { ($0.created, $0.id) < ($1.created, $1.id) } }
    var findings: [JournalEntry.ID: Finding] = [:]
    for question in questions.sorted(by: { ($0.intentAt, $0.entry) < ($1.intentAt, $1.entry) }) {
      let earliest = question.intentAt - clockTolerance
      let index = candidates[question.key]?.firstIndex { $0.created >= earliest }
      let request = index.flatMap { candidates[question.key]?.remove(at: $0) }
      findings[question.entry] = request.map(Finding.found) ?? .absent
    }
    return findings
  }
}
