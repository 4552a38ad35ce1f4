import Journaling
import Planning
import RequestModel

/// One action that a run has to do, and the journal entry that stands for it.
struct WorkItem: Hashable, Sendable {
  let entry: JournalEntry.ID
  let action: PlannedAction
  /// The request that a message goes to, once it is known.
  var requestID: RequestID?
  /// It waits for this moment of the run's clock, since an earlier message of its request may still arrive.
  var notBefore = Duration.zero
  /// How often a create went out and its reply was lost.
  var losses = 0

  var key: RequestKey { action.declaration.key }
  var isMessage: Bool { action.messageIndex != nil }
}

/// A create that may have been done: its reply was lost, or is not its own.
struct AmbiguousCreate: Hashable, Sendable {
  var item: WorkItem
  /// What to look for.
  var question: Recovery.Question
  /// When the reply was given up, by the run's clock.
  var lostAt: Duration
  /// From when on a list that does not show the request proves that it was not made: the call went out, the longest call
  /// has passed, and then the time that the list may lag.
  var believableAt: Duration
  var reason: String
  /// Whether something between us and the org answered.
  var isIntercepted = false
  /// Whether the org itself said when to try again, which is not a loss.
  var isPostponed = false
  /// How often it was looked for.
  var looks = 0
  /// It is looked for again at this moment of the run's clock.
  var nextLook: Duration
}

/// One thing for the task group to do.
enum Job: Hashable, Sendable {
  case create(WorkItem)
  case message(WorkItem, to: RequestID)
  case lookup([AmbiguousCreate])
}

/// How a job ended: an outcome, never a throw.
enum JobResult: Sendable {
  /// `note` says what is odd about it, if anything is.
  case done(WorkItem, RequestID, note: String? = nil)
  case rejected(WorkItem, ServiceError)
  case failed(WorkItem, String)
  case ambiguous(AmbiguousCreate)
  /// A message that may have been sent; when its reply was given up, and why.
  case ambiguousMessage(WorkItem, lostAt: Duration, reason: String)
  /// Not sent, or certainly not processed, because the run stops.
  case notSent(WorkItem)
  /// The look-up's answer for each create in doubt; `nil`: not known yet, look again.
  case lookedUp([(create: AmbiguousCreate, finding: LookupResult?)])
  /// The list could not be read: the creates stay in doubt.
  case lookupFailed([AmbiguousCreate])
}

extension PlannedAction {
  /// The journal entry that the action needs; `nil` for one that sends nothing.
  var newEntry: NewEntry? {
    let kind: JournalEntry.Kind
    switch (verb, messageIndex) {
    case (.create, _): kind = .create(fieldValues: declaration.fieldValues)
    case (.message, .some(let index)): kind = .message(declaration.messages[index], index: index)
    default: return nil
    }
    return NewEntry(
      kind: kind, name: declaration.name, key: declaration.key, place: declaration.place, attempt: attempt,
      knownRequests: knownRequests)
  }
}
