package import Model
package import Foundation

/// Decides by the org's list what became of creates whose outcome is not known: pure.
package enum Recovery {
  /// What a create turned out to be.
  package enum Finding: Hashable, Sendable {
    /// The list has the request that the create made.
    case found(ExistingRequest)
    /// The list has none that was made since the call; another client made one with the key before.
    case createdByOthers(ExistingRequest)
    /// The list has a request that may be the create's own, or another one: its requester is not named, or it has another
    /// subject.
    case unclear(ExistingRequest)
    /// The list has no such request.
    case absent
  }

  /// How far the clocks of an org's nodes may differ among themselves, in seconds: moments of its records are compared
  /// with this tolerance.
  package static let clockSpread: TimeInterval = 120

  /// What each create turned out to be.
  ///
  /// A request counts for a create when it has the create's key, was not known before, was made since the call,
  /// and belongs to no other entry: `claimed` are those that do. Each request counts for one create. `otherKeys` are the
  /// keys of other entries: a request with one of them is not another create's with a changed subject.
  package static func match(
    _ queries: [RecoveryQuery], existing: [ExistingRequest], claimed: Set<RequestID>, otherKeys: Set<RequestKey> = []
  ) -> [JournalEntry.ID: Finding] {
    var candidates = Dictionary(grouping: existing.filter { !claimed.contains($0.id) }, by: \.key)
      .mapValues { $0.sorted { ($0.created, $0.id) < ($1.created, $1.id) } }
    let keys = otherKeys.union(queries.map(\.key))
    let strangers = candidates.filter { !keys.contains($0.key) }.flatMap(\.value)
    var findings: [JournalEntry.ID: Finding] = [:]
    let moment = { (query: RecoveryQuery) in query.anchor ?? .distantPast }
    for query in queries.sorted(by: { (moment($0), $0.entry) < (moment($1), $1.entry) }) {
      let isNew = { (request: ExistingRequest) in !query.knownRequests.contains(request.id) }
      let index = candidates[query.key]?.firstIndex { isNew($0) && query.isOwn($0) }
      if let request = index.flatMap({ candidates[query.key]?.remove(at: $0) }) {
        findings[query.entry] = .found(request)
      } else if let stranger = strangers.first(where: { isNew($0) && query.mayBe($0) }) {
        findings[query.entry] = .unclear(stranger)
      } else {
        findings[query.entry] = candidates[query.key]?.last(where: isNew).map(Finding.createdByOthers) ?? .absent
      }
    }
    return findings
  }
}
