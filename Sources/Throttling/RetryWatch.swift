package import Model
import Synchronization

/// The last failure that is tried again, until the org answers some call: for people who watch.
package final class RetryWatch: Sendable {
  /// A call that failed and goes out again.
  package struct Retry: Hashable, Sendable {
    /// How the last try failed.
    package var failure: ServiceFailure
    /// The calls made so far, from 1.
    package var attempt: Int
    /// How many are made at most.
    package var maximumAttempts: Int
    /// Before this moment of the time source's clock it does not go out; the limiter may hold it longer.
    package var next: Duration
  }

  private let last = Mutex<Retry?>(nil)

  package init() {}

  /// `nil` where the org has answered a call since.
  package var retry: Retry? { last.withLock { $0 } }

  /// Takes in that call number `attempt` of at most `most` failed, and goes out again after `wait`, or as long as the org
  /// asks to wait.
  package func failed(_ failure: ServiceFailure, attempt: Int, of maximum: Int, now: Duration, wait: Duration) {
    let next = now + max(wait, failure.retryAfter ?? .zero)
    let retry = Retry(failure: failure, attempt: attempt, maximumAttempts: maximum, next: next)
    last.withLock { $0 = retry }
  }

  /// Takes in that the org has answered.
  package func answered() { last.withLock { $0 = nil } }
}
