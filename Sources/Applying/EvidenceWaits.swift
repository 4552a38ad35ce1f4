/// How long evidence of the org is waited for.
package struct EvidenceWaits: Hashable, Sendable {
  /// How long the org may act on a call after it went out.
  package var maximumCallTime: Duration
  /// How long the org's list may lag behind what it did.
  package var listLag: Duration

  package init(maximumCallTime: Duration, listLag: Duration) {
    self.maximumCallTime = maximumCallTime
    self.listLag = listLag
  }
}
