package import Journaling
package import Model
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
  /// The org does not have the operation that cancels, which Okta offers in Beta.
  case cancelsNotOffered(ServiceFailure)
  /// The org cannot be reached any more.
  case unreachable(ServiceFailure)
  /// So many calls in a row got no trustworthy reply; the last failure, where it is known.
  case circuitOpen(BrokenCircuit, last: ServiceFailure?)
  /// The journal cannot be written: nothing may be sent that it does not hold.
  case journal(JournalError)
}

/// Ends a run early: the first reason counts. What is in flight ends, and nothing new begins.
package final class StopSignal: Sendable {
  private let raised = Mutex<StopReason?>(nil)
  private let limiter: RateLimiter
  private let reconnection: Reconnection?

  /// `limiter` ends what waits for a permit, and `reconnection` what waits for a state that is away.
  package init(limiter: RateLimiter, reconnection: Reconnection? = nil) {
    self.limiter = limiter
    self.reconnection = reconnection
  }

  /// Why the run ends early; `nil` while it does not.
  package var reason: StopReason? { raised.withLock { $0 } }

  /// Ends the run for this reason, unless an earlier one was raised.
  package func raise(_ reason: StopReason) async {
    raised.withLock { $0 = $0 ?? reason }
    switch reason {
    case .interrupted, .deadline: reconnection?.stop()
    default: break
    }
    await limiter.stop()
  }
}
