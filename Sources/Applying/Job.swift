import Journaling
import Model

/// One thing for the task group to do.
enum Job: Hashable, Sendable {
  case create(WorkItem)
  case message(WorkItem, to: RequestID)
  case cancel(WorkItem, of: RequestID)
  case lookup([AmbiguousAction])
  case lookupOfCancels([AmbiguousAction])
  case lookAtClaims([ClaimedItem], since: Duration)
}

/// How a job ended: a value, never a throw.
enum JobResult: Sendable {
  /// `note` says what is odd about it, if anything is.
  case done(WorkItem, RequestID, note: String? = nil)
  case rejected(WorkItem, ServiceError)
  case failed(WorkItem, String)
  case ambiguous(AmbiguousAction)
  /// A message that may have been sent; when its reply was given up, and why.
  case ambiguousMessage(WorkItem, lostAt: Duration, reason: String)
  /// Another run took this one for dead, and has settled its entry: as it stands.
  case settled(WorkItem, JournalEntry)
  /// Not sent, since another run has it.
  case taken(ClaimedItem)
  /// What became of the actions that other runs had.
  case claimsSeen([(item: WorkItem, finding: ClaimFinding)])
  /// Not sent, or certainly not processed, because the run stops.
  case notSent(WorkItem)
  /// The lookup's answer for each ambiguous create; `nil`: not known yet, look again.
  case lookedUp([(create: AmbiguousAction, finding: LookupResult?)])
  /// What the requests of ambiguous cancels show; `nil`: not known yet, look again.
  case cancelsLookedUp([(cancel: AmbiguousAction, finding: CancelFinding?)])
  /// The list, or a request, could not be read: the actions stay ambiguous.
  case lookupFailed([AmbiguousAction])
}
