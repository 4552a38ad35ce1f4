package import Foundation
package import Model

/// A create whose outcome is not known: what to look for.
package struct RecoveryQuery: Hashable, Sendable {
  /// How far before the anchor a request without the create's key may be created and still be the create's own, in
  /// seconds. Far less than `Recovery.clockSpread`: others of the same type and requester are created at any time, and
  /// each of them in this span leaves the create unclear.
  private static let strangerSpread: TimeInterval = 10

  /// The create's entry.
  package var entry: JournalEntry.ID
  /// The key that the create was sent with.
  package var key: RequestKey
  /// The newest moment of the org's records that was known when the call went out; `nil` where none was.
  package var anchor: Date?
  /// The requests that had the key before: none of them is the create's own.
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

  /// The query for a recorded create, without a floor.
  package init(_ entry: JournalEntry) {
    self.init(entry: entry.id, key: entry.key, anchor: entry.anchor, knownRequests: entry.knownRequests)
  }

  /// Whether a request may have been made by the call, as its moment says.
  func isSince(_ request: ExistingRequest) -> Bool {
    anchor.map { request.created >= $0 - Recovery.clockSpread } ?? true
  }

  /// Whether a request with the key may have been made by the call.
  func isOwn(_ request: ExistingRequest) -> Bool {
    isSince(request) || floor.map { request.created < $0 - Recovery.clockSpread } ?? false
  }

  /// Whether a request that matches no key may be the one that the call made: stored with another subject, or without
  /// its requester.
  func mayBe(_ request: ExistingRequest) -> Bool {
    guard request.requestTypeID == key.requestTypeID,
      anchor.map({ request.created >= $0 - Self.strangerSpread }) ?? true
    else { return false }
    return request.requester.map { $0 == key.requester } ?? (request.key == key.withoutRequester)
  }
}
