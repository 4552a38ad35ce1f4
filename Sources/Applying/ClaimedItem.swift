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
  /// The other run is still at it, and may be waited for.
  case unchanged(Claim)
  /// The other run is still at it, and the wait is over.
  case underWay(Claim)
  /// The other run has died or ended, and left it unknown: the next run looks it up.
  case abandoned(Claim)
  /// The other run gave it up, or the org refused it: it is free again.
  case released
}
