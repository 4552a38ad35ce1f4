package import Journaling
package import Planning
package import Model

/// What became of one action.
package enum ApplyOutcome: String, Hashable, Sendable, CaseIterable {
  /// The org did it and said so.
  case done
  /// The org's reply was lost, and its list has the request.
  case adopted
  /// The org will not do it.
  case rejected
  /// Given up; the org certainly did not do it.
  case failed
  /// The org may have processed it, and the outcome is not known yet.
  case ambiguous
  /// Not tried, because the request it belongs to does not exist.
  case skipped
  /// Not tried, because another run on the same state has done it or is at it.
  case taken

  /// Whether the org has done what an action asks, by this run or by another one, which says so with its `request`.
  package func isDone(_ request: RequestID?) -> Bool {
    switch self {
    case .done, .adopted: true
    case .taken: request != nil
    case .rejected, .failed, .ambiguous, .skipped: false
    }
  }
}

/// Something that happens while a plan is applied, in the order in which it happens.
package enum ApplyEvent: Hashable, Sendable {
  /// The run has begun; `actions` is how many of the plan's actions send something.
  case started(run: RunID, actions: Int)
  /// The action is over. `detail` is what the org or the network said if it did not succeed.
  case ended(PlannedAction, ApplyOutcome, requestID: RequestID?, detail: String?)
  /// Creates whose outcome is not known are looked up in the org's list.
  case lookingUp(PendingLookup)
  /// Nothing new begins, for this reason; what is in flight ends.
  case stopping(StopReason)
}
