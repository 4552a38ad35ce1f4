package import Journaling
package import Planning
package import RequestModel
package import Throttling

/// Applies a plan: a bounded group of tasks that each do one job and return how it ended.
///
/// This task alone decides what comes next; its children only act. Nobody cancels them, so that each call that went out
/// has its outcome in the journal.
package struct Applier<Service: RequestService>: Sendable {
  /// A create whose reply was lost this often, and which the org never had, is given up.
  private static var mostLosses: Int { 5 }

  private let journal: Journal
  private let limiter: RateLimiter
  private let time: TimeSource
  private let stop: StopSignal
  private let settle: Duration
  private let failFast: Bool
  private let attempt: ActionAttempt<Service>
  private let reader: ThrottledReader<Service>
  private let clock: RecordClock
  private let evidence: OrgEvidence

  /// `evidence` is what the plan's reading showed of the org.
  package init(
    reader: ThrottledReader<Service>, journal: Journal, stop: StopSignal, waits: EvidenceWaits, evidence: OrgEvidence,
    failFast: Bool = false
  ) {
    let clock = RecordClock(evidence)
    self.reader = reader
    self.clock = clock
    self.evidence = evidence
    self.journal = journal
    limiter = reader.limiter
    time = reader.time
    self.stop = stop
    settle = waits.settle
    self.failFast = failFast
    attempt = ActionAttempt(
      service: reader.service, journal: journal, limiter: reader.limiter, policy: reader.policy, time: reader.time,
      random: reader.random, stop: stop, longestCall: waits.longestCall, settle: waits.settle, clock: clock)
  }

  /// Does all of the plan's work, and tells of each step. Returns when nothing is under way any more: the run is over,
  /// or `stop` was raised.
  package func apply(
    _ plan: Plan, as run: JournalRun, onEvent: (ApplyEvent) -> Void
  ) async throws(JournalError) {
    let actions = plan.actions.filter(\.verb.isWork)
    let ids = try journal.begin(run, entries: actions.compactMap(\.newEntry))
    let items = zip(ids, actions).map { id, action in
      WorkItem(
        entry: id, action: action, requestID: action.existing?.id,
        notBefore: action.messageIndex == nil ? .zero : evidence.messagesNotBefore)
    }
    onEvent(.started(run: run.id, actions: items.count))
    let lookUp = LookUp(
      reader: reader, journal: journal, orgURL: plan.orgURL, settle: settle, clock: clock, evidence: evidence,
      runFloor: evidence.newestMoment)
    await work(through: WorkQueue(items, width: limiter.settings.parallelism), lookUp, onEvent: onEvent)
    let counts = await limiter.callCounts()
    do throws(JournalError) {
      try journal.end(
        run.id, state: stop.reason == nil ? .finished : .stopped, calls: counts.calls, throttled: counts.throttled,
        at: time.date())
    } catch {
      // The next run marks this one as died; what was done is in its entries.
      await stop.raise(.journal(error))
    }
  }

  private func work(
    through queue: WorkQueue, _ lookUp: LookUp<Service>, onEvent: (ApplyEvent) -> Void
  ) async {
    var queue = queue
    await withTaskGroup(of: JobEnding.self) { group in
      admit(from: &queue, into: &group, lookUp, onEvent: onEvent)
      while let ending = await group.next() {
        for event in await settle(ending, in: &queue) {
          onEvent(event)
          if failFast, event.isFailure { await stop.raise(.failFast) }
        }
        admit(from: &queue, into: &group, lookUp, onEvent: onEvent)
      }
    }
    // A read can be the failure too many as well.
    if stop.reason == nil, let broken = await limiter.broken { await stop.raise(.circuitOpen(broken, last: nil)) }
    if let reason = stop.reason { onEvent(.stopping(reason)) }
  }

  private func admit(
    from queue: inout WorkQueue, into group: inout TaskGroup<JobEnding>, _ lookUp: LookUp<Service>,
    onEvent: (ApplyEvent) -> Void
  ) {
    while stop.reason == nil, let job = queue.next(now: time.now()) {
      if case .lookUp(let doubts) = job { onEvent(.lookingUp(PendingLook(doubts, next: lookUp.moment(for: doubts)))) }
      group.addTask { await perform(job, lookUp) }
    }
  }

  private func perform(_ job: Job, _ lookUp: LookUp<Service>) async -> JobEnding {
    switch job {
    case .create(let item): await attempt.create(item)
    case .message(let item, let requestID): await attempt.message(item, to: requestID)
    case .lookUp(let doubts): await lookUp.find(doubts)
    }
  }

  /// Takes an ending into the queue and gives the events to tell.
  private func settle(_ ending: JobEnding, in queue: inout WorkQueue) async -> [ApplyEvent] {
    switch ending {
    case .done(let item, let requestID, let note):
      queue.finished(item)
      queue.proceed(item.key, requestID: requestID)
      return [.ended(item.action, .done, requestID: requestID, detail: note)]
    case .rejected(let item, let error):
      queue.finished(item)
      let others = error.isAboutRequestType ? queue.abandonCreates(of: item.key.requestTypeID) : []
      for other in others { await record(.rejected("not sent: \(error.text)"), of: other) }
      return ([item] + others).flatMap { end($0, .rejected, detail: error.text, in: &queue) }
    case .failed(let item, let detail):
      queue.finished(item)
      return end(item, .failed, detail: detail, in: &queue)
    case .doubtful(let doubt):
      queue.finished(doubt.item)
      queue.doubt(doubt)
      return []
    case .doubtfulMessage(let item, let lostAt, let reason):
      queue.finished(item)
      // It may still be on its way: the next one must not come before it.
      if let requestID = item.requestID {
        queue.proceed(item.key, requestID: requestID, notBefore: lostAt + settle)
      }
      return [.ended(item.action, .ambiguous, requestID: item.requestID, detail: reason)]
    case .untried(let item):
      queue.finished(item)
      return []
    case .lookedUp(let findings):
      queue.finishedLookUp()
      var events: [ApplyEvent] = []
      for (doubt, finding) in findings {
        switch finding {
        case .known(let finding)?: events += await settle(doubt, finding, in: &queue)
        case .hiding?: events += end(doubt.item, .ambiguous, detail: Self.hiding(doubt.reason), in: &queue)
        case nil: queue.doubt(doubt)
        }
      }
      return events
    case .lookUpFailed(let doubts):
      queue.finishedLookUp()
      return doubts.flatMap { end($0.item, .ambiguous, detail: $0.reason, in: &queue) }
    }
  }

  private func settle(_ doubt: Doubt, _ finding: Recovery.Finding, in queue: inout WorkQueue) async -> [ApplyEvent] {
    var item = doubt.item
    switch finding {
    case .found(let request):
      let move = EntryMove.adopted(request.id, request: request)
      await record(move, of: item)
      queue.proceed(item.key, requestID: request.id)
      let detail = [doubt.reason, item.note(on: move)].compactMap(\.self).joined(separator: "; ")
      return [.ended(item.action, .adopted, requestID: request.id, detail: detail)]
    case .madeByOthers(let request):
      await record(.madeByOthers(request), of: item)
      let detail = "another client made request \(request.id.text) for the same meanwhile: nothing was sent again"
      return end(item, .skipped, detail: detail, in: &queue)
    case .unclear(let request):
      let detail = Self.unclear(request, doubt.reason)
      await record(.unclear(request.id, detail), of: item)
      return end(item, .ambiguous, detail: detail, in: &queue)
    case .absent where doubt.isIntercepted:
      // What answered would answer the same again.
      await record(.failed(doubt.reason), of: item)
      return end(item, .failed, detail: doubt.reason, in: &queue)
    case .absent where doubt.isPostponed || item.losses + 1 < Self.mostLosses:
      await record(.withdrawn, of: item)
      item.losses += doubt.isPostponed ? 0 : 1
      queue.again(item)
      return []
    case .absent:
      let detail = "lost \(Self.mostLosses) times, and the org has no such request: \(doubt.reason)"
      await record(.failed(detail), of: item)
      return end(item, .failed, detail: detail, in: &queue)
    }
  }

  /// Why a create stays unknown where the list hides requests.
  static func hiding(_ reason: String) -> String {
    "the org's list hides requests that are there, so that it does not prove that this one is not: look in the org, then "
      + "use writ journal resolve (\(reason))"
  }

  /// Why a create stays unknown though the list was read.
  static func unclear(_ request: ExistingRequest, _ reason: String) -> String {
    let what = request.requester == nil ? "without its requester" : "with the subject \"\(request.subject)\""
    return "the org has request \(request.id.text) \(what), which may be this one: look at it, then use "
      + "writ journal resolve (\(reason))"
  }

  /// An action that is over without success. The messages of a request that will not be there are skipped, and so are those
  /// behind a message that a later run sends: they keep their order.
  private func end(
    _ item: WorkItem, _ outcome: ApplyOutcome, detail: String?, in queue: inout WorkQueue
  ) -> [ApplyEvent] {
    let event = ApplyEvent.ended(item.action, outcome, requestID: item.requestID, detail: detail)
    if item.isMessage, outcome == .rejected, let requestID = item.requestID {
      queue.proceed(item.key, requestID: requestID)
      return [event]
    }
    let reason = item.isMessage ? "the message before it was not sent" : "its request was not created"
    let skipped = queue.abandonFollowers(of: item.key).map { follower in
      ApplyEvent.ended(follower.action, .skipped, requestID: item.requestID, detail: reason)
    }
    return [event] + skipped
  }

  private func record(_ move: EntryMove, of item: WorkItem) async {
    do throws(JournalError) {
      try await journal.record(move, of: item.entry, at: time.date())
    } catch {
      await stop.raise(.journal(error))
    }
  }
}

extension ApplyEvent {
  fileprivate var isFailure: Bool {
    switch self {
    case .ended(_, .rejected, _, _), .ended(_, .failed, _, _): true
    default: false
    }
  }
}
