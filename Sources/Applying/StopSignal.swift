package import Journaling
package import RequestModel
import Synchronization
package import Throttling

/// Why a run ends before its plan does.
package enum StopReason: Hashable, Sendable {
  /// Ctrl-C or SIGTERM.
  case interrupted
  /// `--deadline` was reached.
  case deadline
  /// `--fail-fast`: an action was rejected or failed.
  case failFast
  /// The org refuses the credentials, or their user.
  case notAuthorized(ServiceFailure)
  /// The org cannot be reached any more.
  case unreachable(ServiceFailure)
  /// So many calls in a row got no trustworthy reply; the last failure, where it is known.
  case circuitOpen(BrokenCircuit, last: ServiceFailure?)
  /// The journal cannot be written: nothing may be sent that it does not hold.
  case journal(JournalError)
}

/// Ends a run early: whoever raises it first says why. What is under way ends, and nothing new begins.
package final class StopSignal: Sendable {
  private let raised = Mutex<StopReason?>(nil)
  private let limiter: RateLimiter

  /// `limiter` sends home those who wait for a turn.
  package init(limiter: RateLimiter) {
    self.limiter = limiter
  }

  package var reason: StopReason? { raised.withLock { $0 } }

  package func raise(_ reason: StopReason) async {
    raised.withLock { $0 = $0 ?? reason }
    await limiter.stop()
  }
}
