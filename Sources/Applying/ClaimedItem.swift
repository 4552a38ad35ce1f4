import Journaling

/// An action that another run has, or had when this one came to it.
struct ClaimedItem: Hashable, Sendable {
  var item: WorkItem
  var claim: Claim
}

/// What became of an action that another run had.
enum ClaimFinding: Hashable, Sendable {
  /// The other run has done it.
  case done(Claim)
  /// The other run is still at it, or its outcome is not known.
  case underWay(Claim)
  /// The other run is still at it, and is looked at again.
  case waitedFor(Claim)
  /// The other run gave it up, or the org refused it: it is free again.
  case released
}
