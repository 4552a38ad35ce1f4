import Foundation
import Model

extension RateWindow {
  /// Whether there is something to share: an org without rate headers has no limit.
  var isShared: Bool { knowledge != .unlimited }

  /// Takes over what the processes that share the window know. It is as good as what this one knows: each shares all it learns, and
  /// takes over what there is before it does anything.
  mutating func adopt(_ shared: SharedWindow, as process: String, at clock: ClockSample) {
    let isUnknown = knowledge == .none && shared.known == nil
    callsOfOtherProcesses = shared.underWay.reduce(0) { sum, calls in
      // No process waits for long for another's first call.
      let isOld = abs(clock.date.timeIntervalSince(calls.value.since)) > Self.sayAgainAfter
      return calls.key == process || (isUnknown && isOld) ? sum : sum + calls.value.count
    }
    if knowledge == .none { unanswered = shared.unanswered.map(clock.moment) }
    guard let known = shared.known, !known.isForgotten(at: clock.date),
      knowledge == .none || known.reset >= reset
    else { return }
    if shared.unanswered != lastShared.unanswered { unanswered = shared.unanswered.map(clock.moment) }
    if known != lastShared.known { adopt(known, at: clock) }
    if rolledOverAt == nil { noteOthers() }
  }

  private mutating func adopt(_ known: SharedWindow.State, at clock: ClockSample) {
    // A calendar that was set back must not make anybody wait for longer than a window.
    let latest = clock.now + .seconds(min(known.length, Self.maximumWait) + 1)
    var end = min(latest, clock.moment(of: known.end + clock.uncertainty.inSeconds, unlessNear: self.end))
    let isNew = knowledge == .none || known.reset > reset
    let isRolledOverByUs = rolledOverAt != nil && known.rolledOverAt == nil
    // Unless a process found that the window which we took for ended still runs.
    if !isNew && isRolledOverByUs && end <= clock.now { return }
    if !isNew && rolledOverAt == nil && known.rolledOverAt == nil { end = min(end, self.end) }
    enter(known, isNew: isNew, at: clock)
    spent = isNew || isRolledOverByUs || known.rolledOverAt != nil ? known.spent : max(spent, known.spent)
    (limit, reset, self.end) = (known.limit, known.reset, end)
    rolledOverAt = known.rolledOverAt.map { clock.moment(of: $0, unlessNear: rolledOverAt) }
    length.learn(seconds: known.length)
    ours = (known.answered, known.answeredBefore)
    asOf = clock.moment(of: known.asOf, unlessNear: asOf)
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

  /// After so long, in seconds, a process says again that it has calls in flight: one that does not is taken for dead.
  private static let sayAgainAfter = 10.0

  /// Adds what this process knows and has in flight.
  mutating func share(into shared: inout SharedWindow, as process: String, at clock: ClockSample) {
    defer { lastShared = shared }
    let count = knowledge == .unlimited ? 0 : outstanding
    let said = shared.underWay[process]
    let isOld = said.map { abs(clock.date.timeIntervalSince($0.since)) > Self.sayAgainAfter } ?? false
    if said?.count ?? 0 != count || isOld {
      shared.underWay[process] = count == 0 ? nil : .init(count: count, since: clock.date(of: clock.now, .down))
    }
    shared.unanswered = unanswered.map { clock.date(of: $0, .up) }
    guard knowledge == .window else { return shared.known = nil }
    var end = clock.date(of: end + clock.uncertainty, .up)
    // What was read from there is late by what the clocks may differ, and must not get later with each who reads it.
    if let known = shared.known, known.reset == reset, known.rolledOverAt == nil, rolledOverAt == nil {
      end = min(end, known.end)
    }
    shared.known = SharedWindow.State(
      limit: limit, spent: spent, reset: reset, end: end,
      rolledOverAt: rolledOverAt.map { clock.date(of: $0, .down) }, length: length.longestSeen, answered: ours.now,
      answeredBefore: ours.before, asOf: clock.date(of: asOf, .down))
  }
}

extension SharedWindow {
  /// A process that has no calls in flight is there all the same while it waits for some: each gets its part.
  mutating func report(isWaiting: Bool, _ process: String, at clock: ClockSample) {
    if underWay[process]?.count == 0 && !isWaiting { underWay[process] = nil }
    if underWay[process] == nil && isWaiting {
      underWay[process] = UnderWay(count: 0, since: clock.date(of: clock.now, .down))
    }
  }
}
