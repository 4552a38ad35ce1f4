import Journaling

/// A create or a cancel that may have been done: its reply was lost, or is not its own.
struct AmbiguousAction: Hashable, Sendable {
  var item: WorkItem
  /// What to look for in the org's list; a cancel is looked up by the id of its request.
  var question: RecoveryQuery
  /// When the reply was given up, by the run's clock.
  var lostAt: Duration
  /// From when on what the org shows proves that it was not done: the last moment at which the call can have left, then the
  /// longest call, then the time that the list may lag.
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

extension AmbiguousAction {
  /// Looked for in vain: to be looked for again at growing intervals, and at last when absence can be believed.
  func later(than now: Duration, listLag: Duration) -> AmbiguousAction {
    var action = self
    action.looks += 1
    let interval = listLag * (1 << min(action.looks, 10))
    action.nextLook = now + max(interval, .seconds(1))
    if action.nextLook + listLag > believableAt { action.nextLook = max(believableAt, now) }
    return action
  }

  /// When the next look for these begins: those that wait for nearly the same moment share one.
  static func nextLook(for actions: [AmbiguousAction], listLag: Duration) -> Duration {
    let first = actions.map(\.nextLook).min() ?? .zero
    return actions.map(\.nextLook).filter { $0 <= first + listLag }.max() ?? first
  }
}
