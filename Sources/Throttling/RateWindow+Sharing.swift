import Foundation

extension RateWindow {
  /// Whether there is something to share: an org without rate headers has no limit.
  var isShared: Bool { knowledge != .unlimited }

  /// Takes over what this machine's processes know. It is as good as what this one knows: each shares all it learns, and
  /// takes over what there is before it does anything.
  mutating func adopt(_ shared: SharedWindow, as process: String, at clock: ClockSample) {
    callsOfOtherProcesses = shared.underWay.reduce(0) { $1.key == process ? $0 : $0 + $1.value.count }
    if knowledge == .none { unanswered = shared.unanswered.map(clock.moment) }
    guard let known = shared.known, !known.isForgotten(at: clock.date),
      knowledge == .none || known.reset >= reset
    else { return }
    // A calendar that was set back must not make anybody wait for longer than a window.
    let latest = clock.now + .seconds(min(known.length, Self.maximumWait) + 1)
    let end = min(latest, clock.moment(of: known.end, unlessNear: self.end))
    let isNew = knowledge == .none || known.reset > reset
    let isRolledOverByUs = rolledOverAt != nil && known.rolledOverAt == nil
    // Unless a process found that the window which we took for ended still runs.
    if !isNew && isRolledOverByUs && end <= clock.now { return }
    enter(known, isNew: isNew, at: clock)
    spent = isNew || isRolledOverByUs || known.rolledOverAt != nil ? known.spent : max(spent, known.spent)
    (limit, reset, self.end) = (known.limit, known.reset, end)
    rolledOverAt = known.rolledOverAt.map { clock.moment(of: $0, unlessNear: rolledOverAt) }
    length.learn(seconds: known.length)
    ours = (known.answered, known.answeredBefore)
    unanswered = shared.unanswered.map(clock.moment)
    asOf = clock.moment(of: known.asOf, unlessNear: asOf)
    if rolledOverAt == nil { noteOthers() }
  }

  /// Leaves the window that this process was in, where the others have.
  private mutating func enter(_ known: SharedWindow.State, isNew: Bool, at clock: ClockSample) {
    if knowledge == .none {
      others.opened(now: clock.moment(of: known.asOf))
    } else if rolledOverAt == nil && (isNew || known.rolledOverAt != nil) {
      leaveWindow(now: clock.now)
    }
    if isNew { adopted = clock.now }
    knowledge = .window
  }

  /// Adds what this process knows and has in flight.
  func share(into shared: inout SharedWindow, as process: String, at clock: ClockSample) {
    let count = knowledge == .unlimited ? 0 : outstanding
    if shared.underWay[process]?.count ?? 0 != count {
      shared.underWay[process] = count == 0 ? nil : .init(count: count, since: clock.date(of: clock.now, .down))
    }
    shared.unanswered = unanswered.map { clock.date(of: $0, .up) }
    guard knowledge == .window else { return shared.known = nil }
    shared.known = SharedWindow.State(
      limit: limit, spent: spent, reset: reset, end: clock.date(of: end, .up),
      rolledOverAt: rolledOverAt.map { clock.date(of: $0, .down) }, length: length.longestSeen, answered: ours.now,
      answeredBefore: ours.before, asOf: clock.date(of: asOf, .down))
  }
}
