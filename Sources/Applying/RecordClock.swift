package import Foundation
import Journaling
import RequestModel
import Synchronization

/// The clock that stamps the org's records (`created`, `lastUpdated`), as far as records that were seen show it.
///
/// It is the only clock that a list is filtered by: the header `Date` may be a proxy's, and ours may be wrong.
package final class RecordClock: Sendable {
  private struct State {
    var last: Date?
    var wasSetBack = false
  }

  private let state: Mutex<State>

  /// `newest` is the newest moment that the org's list has shown so far; `nil` where it has shown none.
  package init(newest: Date?) {
    state = Mutex(State(last: newest))
  }

  /// A record that was seen last: what is stamped from now on is not older, but for the spread of the org's own clocks.
  var anchor: Date? { state.withLock { $0.last } }

  /// Whether a record was stamped before one that had been seen earlier: a filter by any moment may hide what is new.
  var wasSetBack: Bool { state.withLock { $0.wasSetBack } }

  /// Takes in a record that the org has just made; `date` is the header of the reply. A record that is stamped ahead of
  /// that, by a node whose clock is, counts as of then: a lower anchor costs a longer reading, and hides nothing.
  func saw(_ request: ExistingRequest, date: Date?) {
    let moment = min(request.created, date ?? request.created)
    state.withLock { state in
      if let last = state.last, moment < last - Recovery.clockSpread { state.wasSetBack = true }
      state.last = moment
    }
  }
}
