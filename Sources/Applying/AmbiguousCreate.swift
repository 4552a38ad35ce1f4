import Journaling

/// A create that may have been done: its reply was lost, or is not its own.
struct AmbiguousCreate: Hashable, Sendable {
  var item: WorkItem
  /// What to look for.
  var question: RecoveryQuery
  /// When the reply was given up, by the run's clock.
  var lostAt: Duration
  /// From when on a list that does not show the request proves that it was not made: the last moment at which the call can
  /// have left, then the longest call, then the time that the list may lag.
  var believableAt: Duration
  var reason: String
  /// Whether something between us and the org answered.
  var isIntercepted = false
  /// Whether the org itself said when to try again, which is not a loss.
  var isPostponed = false
  /// How often it was looked for.
  var looks = 0
  /// It is looked for again at this moment of the run's clock.
  var nextLook: Duration
}
