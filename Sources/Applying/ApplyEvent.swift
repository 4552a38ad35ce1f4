package import Journaling
package import Planning
package import RequestModel

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
  /// The org may have done it, and nobody can tell yet.
  case ambiguous
  /// Not tried, because the request it belongs to does not exist.
  case skipped
}

/// A look-up that waits for its moment.
package struct PendingLookup: Hashable, Sendable {
  /// How many creates are looked up.
  package var count: Int
  /// When the list is read next, by the run's clock.
  package var next: Duration
  /// When a list without them proves that the last of them was not made, by the run's clock.
  package var end: Duration

  init(_ creates: [AmbiguousCreate], next: Duration) {
    count = creates.count
    self.next = next
    end = creates.map(\.believableAt).max() ?? next
  }
}

/// Something that happens while a plan is applied, in the order in which it happens.
package enum ApplyEvent: Hashable, Sendable {
  case started(run: RunID, actions: Int)
  /// The action is over. `detail` is what the org or the network said where it was no success.
  case ended(PlannedAction, ApplyOutcome, requestID: RequestID?, detail: String?)
  /// Creates whose outcome is not known are looked up in the org's list.
  case lookingUp(PendingLookup)
  case stopping(StopReason)
}
