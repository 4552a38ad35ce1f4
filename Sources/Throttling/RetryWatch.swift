package import RequestModel
import Synchronization

/// What calls wait for at the moment, for people who watch: the last failure that is tried again, until the org answers
/// some call, and the kind of call that a reading waits to make.
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

  private struct State {
    var retry: Retry?
    var awaited: CallFamily?
  }

  private let state = Mutex(State())

  package init() {}

  /// `nil` where the org has answered a call since.
  package var retry: Retry? { state.withLock { $0.retry } }

  /// The kind of call that a reading waits for leave to make.
  package var awaited: CallFamily? { state.withLock { $0.awaited } }

  /// Takes in that call number `attempt` of at most `most` failed, and goes out again after `wait`, or as long as the org
  /// asks to wait.
  package func failed(_ failure: ServiceFailure, attempt: Int, of maximum: Int, now: Duration, wait: Duration) {
    let next = now + max(wait, failure.retryAfter ?? .zero)
    let retry = Retry(failure: failure, attempt: attempt, maximumAttempts: maximum, next: next)
    state.withLock { $0.retry = retry }
  }

  /// Takes in that the org has answered.
  package func answered() { state.withLock { $0.retry = nil } }

  func awaits(_ family: CallFamily?) { state.withLock { $0.awaited = family } }
}
