package import RequestModel
package import Foundation

/// Decides by the org's list what became of creates whose outcome is not known: pure.
package enum Recovery {
  /// What a create turned out to be.
  package enum Finding: Hashable, Sendable {
    case found(ExistingRequest)
    /// The list has none that was made since the call; another client made one with the key before.
    case madeByOthers(ExistingRequest)
    /// The list has a request that may be the create's own, or another one: its requester is not named, or it has another
    /// subject.
    case unclear(ExistingRequest)
    /// The list has no such request.
    case absent
  }

  /// How far the clocks of an org's nodes may differ among themselves, in seconds: moments of its records are compared
  /// with this tolerance.
  package static let clockSpread: TimeInterval = 120

  /// The same for a request that may be the create's own with another subject: others of the same type and requester are
  /// made at any time, and each of them leaves a create unclear.
  private static let strangerSpread: TimeInterval = 10

  /// A create whose outcome is not known: what to look for.
  package struct Question: Hashable, Sendable {
    package var entry: JournalEntry.ID
    package var key: RequestKey
    /// The newest moment of the org's records that was known when the call went out; `nil` where none was.
    package var anchor: Date?
    /// The requests that had the key before: none of them is meant.
    package var knownRequests: Set<RequestID>
    /// The newest moment that was known when the run's list was read. A request with the key that was not known then and
    /// is stamped before it shows that the org's clock was set back: its moment says nothing.
    package var floor: Date?

    package init(
      entry: JournalEntry.ID, key: RequestKey, anchor: Date?, knownRequests: Set<RequestID>, floor: Date? = nil
    ) {
      self.floor = floor
      self.entry = entry
      self.key = key
      self.anchor = anchor
      self.knownRequests = knownRequests
    }

    package init(_ entry: JournalEntry) {
      self.init(entry: entry.id, key: entry.key, anchor: entry.anchor, knownRequests: entry.knownRequests)
    }

    /// Whether a request may have been made by the call, as its moment says.
    fileprivate func isSince(_ request: ExistingRequest) -> Bool {
      anchor.map { request.created >= $0 - clockSpread } ?? true
    }

    /// Whether a request with the key may have been made by the call.
    fileprivate func isOwn(_ request: ExistingRequest) -> Bool {
      isSince(request) || floor.map { request.created < $0 - clockSpread } ?? false
    }

    /// Whether a request that matches no key may be the one that the call made: stored with another subject, or without
    /// its requester.
    fileprivate func mayBe(_ request: ExistingRequest) -> Bool {
      guard request.requestTypeID == key.requestTypeID,
        anchor.map({ request.created >= $0 - strangerSpread }) ?? true
      else { return false }
      return request.requester.map { $0 == key.requester } ?? (request.key == key.withoutRequester)
    }
  }

  /// What each create turned out to be.
  ///
  /// A request counts for a create when it has the create's key, was not known before, was made since the call,
  /// and belongs to no other entry: `claimed` are those that do. Each request counts for one create. `otherKeys` are the
  /// keys of other entries: a request with one of them is not another create's with a changed subject.
  package static func match(
    _ questions: [Question], existing: [ExistingRequest], claimed: Set<RequestID>, otherKeys: Set<RequestKey> = []
  ) -> [JournalEntry.ID: Finding] {
    var candidates = Dictionary(grouping: existing.filter { !claimed.contains($0.id) }, by: \.key)
      .mapValues { $0.sorted { ($0.created, $0.id) < ($1.created, $1.id) } }
    let keys = otherKeys.union(questions.map(\.key))
    let strangers = candidates.filter { !keys.contains($0.key) }.flatMap(\.value)
    var findings: [JournalEntry.ID: Finding] = [:]
    let moment = { (question: Question) in question.anchor ?? .distantPast }
    for question in questions.sorted(by: { (moment($0), $0.entry) < (moment($1), $1.entry) }) {
      let isNew = { (request: ExistingRequest) in !question.knownRequests.contains(request.id) }
      let index = candidates[question.key]?.firstIndex { isNew($0) && question.isOwn($0) }
      if let request = index.flatMap({ candidates[question.key]?.remove(at: $0) }) {
        findings[question.entry] = .found(request)
      } else if let stranger = strangers.first(where: { isNew($0) && question.mayBe($0) }) {
        findings[question.entry] = .unclear(stranger)
      } else {
        findings[question.entry] = candidates[question.key]?.last(where: isNew).map(Finding.madeByOthers) ?? .absent
      }
    }
    return findings
  }
}
