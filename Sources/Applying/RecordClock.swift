import Foundation
import Journaling
import Model
import Synchronization
import Throttling

/// The clock that stamps the org's records (`created`, `lastUpdated`), as far as records that were seen show it, and the
/// requests that the list has to show: those that the run has made, and those that it did not show yet at the beginning.
///
/// It is the only clock that a list is filtered by: the header `Date` may be a proxy's, and ours may be wrong.
final class RecordClock: Sendable {
  private struct State {
    var last: Date?
    var wasSetBack = false
    var made: [RequestID: Made] = [:]
  }

  private struct Made {
    var created: Date
    /// By the run's clock.
    var at: Duration
  }

  private let state: Mutex<State>
  /// The header `Date` as the plan's reading showed it.
  private let date: OrgClock?

  init(_ evidence: OrgEvidence) {
    let read = evidence.clock?.received ?? .zero
    let unshown = evidence.unshown.mapValues { Made(created: $0, at: read) }
    state = Mutex(State(last: evidence.newestMoment, made: unshown))
    date = evidence.clock
  }

  /// A record that was seen last: what is stamped from now on is not older, but for the spread of the org's own clocks.
  var anchor: Date? { state.withLock { $0.last } }

  /// Whether a record was stamped before one that had been seen earlier: a filter by any moment may hide what is new.
  var wasSetBack: Bool { state.withLock { $0.wasSetBack } }

  /// Takes in a request that the org has just made; `date` is the header of the reply, `at` the moment of the run's clock. A
  /// record that is stamped ahead of that, by a node whose clock is, counts as of then: a lower anchor costs a longer
  /// reading, and hides nothing.
  func made(_ request: ExistingRequest, date: Date?, at: Duration) {
    let moment = min(request.created, date ?? request.created)
    state.withLock { state in
      if let last = state.last, moment < last - Recovery.clockSpread { state.wasSetBack = true }
      state.last = moment
      state.made[request.id] = Made(created: request.created, at: at)
    }
  }

  /// Whether the header `Date` has gone on since the plan's reading as our clock has. Where it has not, or where an org sends
  /// none, nothing shows that its records are not stamped earlier than before.
  func isSteady(_ now: OrgClock?) -> Bool {
    guard let now, let date else { return false }
    let expected = date.date + (now.received - date.received).inSeconds
    return now.date > expected - Recovery.clockSpread
  }

  /// The requests made until a moment of the run's clock that a list read from `filter` on has to show.
  func made(until moment: Duration, after filter: Date?) -> Set<RequestID> {
    state.withLock { state in
      Set(state.made.filter { $1.at <= moment && $1.created > filter ?? .distantPast }.keys)
    }
  }
}
