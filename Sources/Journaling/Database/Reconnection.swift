import Synchronization

/// How a process gets the server of its state back when that goes away, and what it says meanwhile.
package final class Reconnection: Sendable {
  private struct State {
    var isStopped = false
    var outage: StateOutage?
    var giveUp: (@Sendable () -> Void)?
  }

  /// For how long it is tried.
  package let timeout: Duration
  private let notice: @Sendable (StateNotice) -> Void
  private let state = Mutex(State())

  /// `notice` takes what a person should read.
  package init(timeout: Duration = .seconds(60), notice: @escaping @Sendable (StateNotice) -> Void = { _ in }) {
    (self.timeout, self.notice) = (timeout, notice)
  }

  /// Since when the server is away, and why; `nil` while it is there.
  package var outage: StateOutage? { state.withLock { $0.outage } }

  /// Ends the wait for a server that is away, now or later: what needs it fails.
  package func stop() {
    let giveUp = state.withLock { state in
      state.isStopped = true
      return state.giveUp
    }
    giveUp?()
  }

  /// `giveUp` is called by `stop`, also by one that was before.
  func onStop(_ giveUp: @escaping @Sendable () -> Void) {
    let isStopped = state.withLock { state in
      state.giveUp = giveUp
      return state.isStopped
    }
    if isStopped { giveUp() }
  }

  func set(_ outage: StateOutage?) { state.withLock { $0.outage = outage } }
  func report(_ notice: StateNotice) { self.notice(notice) }
}

/// The time in which a state's server is away.
package struct StateOutage: Hashable, Sendable {
  /// When it was noticed.
  package var since: ContinuousClock.Instant
  /// In the words of libpq or the server.
  package var reason: String
}

/// What a person should know of a state's server. `location` has no secret.
package enum StateNotice: Hashable, Sendable {
  /// It is away for so long, and is tried for so long.
  case away(location: String, since: Duration, reason: String, left: Duration)
  /// It is there again.
  case back(location: String, after: Duration)
  /// An outcome is recorded, and perhaps on no standby.
  case notReplicated(location: String, reason: String)
  /// It has another history than before, so that nothing is sent for so long.
  case historyChanged(location: String, wait: Duration)
}
