/// How long evidence of the org is waited for.
package struct EvidenceWaits: Hashable, Sendable {
  /// How long the org may act on a call after it went out, which it does within `SendDeadline.limit` or not at all.
  package var maximumCallTime: Duration
  /// How long the org's list may lag behind what it did.
  package var listLag: Duration

  package init(maximumCallTime: Duration, listLag: Duration) {
    self.maximumCallTime = maximumCallTime
    self.listLag = listLag
  }
}
