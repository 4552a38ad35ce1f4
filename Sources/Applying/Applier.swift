package import Journaling
package import Planning
package import Model
package import Throttling

/// Applies a plan: a bounded group of tasks that each do one job and return how it ended.
///
/// This task alone decides what comes next; its children only act. They are never canceled, so that each call that went out
/// has its outcome in the journal.
package struct Applier<Service: RequestService>: Sendable {
  /// A create or a cancel whose reply was lost this often, and which the org never did, is given up.
  static var maximumLosses: Int { 5 }

  private let journal: Journal
  private let stop: StopSignal
  private let failFast: Bool
  private let claims: ClaimWatch
  private let waits: EvidenceWaits
  private let recorder: EntryRecorder
  private let reader: ThrottledReader<Service>
  private let clock: RecordClock
  private let evidence: OrgEvidence
  private let executor: (any TaskExecutor)?

  private var limiter: RateLimiter { reader.limiter }
  private var time: TimeSource { reader.time }

  /// `evidence` is what the plan's reading showed of the org; `patience` is how long to wait at the end for actions that
  /// other runs are at; `inFlight` learns which calls are.
  package init(
    reader: ThrottledReader<Service>, journal: Journal, stop: StopSignal, waits: EvidenceWaits, evidence: OrgEvidence,
    failFast: Bool = false, patience: Duration = .zero, inFlight: CallsInFlight = CallsInFlight(),
    executor: (any TaskExecutor)? = nil
  ) {
    self.executor = executor
    let clock = RecordClock(evidence)
    self.reader = reader
    self.clock = clock
    self.evidence = evidence
    self.journal = journal
    self.stop = stop
    self.waits = waits
    self.failFast = failFast
    claims = ClaimWatch(
      journal: journal, time: reader.time, stop: stop, listLag: waits.listLag, patience: patience)
    recorder = EntryRecorder(journal: journal, stop: stop, inFlight: inFlight)
  }

  /// Does all of the plan's work, and reports each step. Returns when nothing is in flight any more: the run is over,
  /// or `stop` was raised. Gives how many actions other runs are still at.
  @discardableResult
  package func apply(
    _ plan: Plan, as run: JournalRun, onEvent: (ApplyEvent) -> Void
  ) async throws(JournalError) -> Int {
    let actions = plan.actions.filter(\.verb.sendsCall)
    let unknown = Dictionary(grouping: evidence.ambiguousMessages, by: \.requestID)
    let versions = try await journal.begin(run, entries: actions.compactMap { $0.newEntry(besides: unknown) })
    let items = zip(versions, actions).map { version, action in
      WorkItem(
        entry: version, action: action, requestID: action.existing?.id,
        notBefore: action.messageIndex == nil ? .zero : evidence.messagesNotBefore)
    }
    onEvent(.started(run: run.id, actions: items.count))
    let calls = calls(for: plan)
    var queue = WorkQueue(
      items, width: limiter.settings.parallelism, holdsBack: plan.purpose == .cancel && !evidence.offersCancels)
    await withTaskGroup(of: JobResult.self) { group in
      admit(from: &queue, into: &group, calls, onEvent: onEvent)
      while let result = await group.next() {
        for event in await handle(result, in: &queue) {
          onEvent(event)
          if failFast, event.isFailure { await stop.raise(.failFast) }
        }
        admit(from: &queue, into: &group, calls, onEvent: onEvent)
      }
    }
    // A stop left these: the next run looks them up.
    for action in queue.ambiguous {
      onEvent(.ended(action.item.action, .ambiguous, requestID: action.item.requestID, detail: action.reason))
    }
    await end(run, onEvent: onEvent)
    return queue.leftToOthers
  }

  /// What the jobs of a run call the org with.
  private struct Calls {
    let attempt: ActionAttempt<Service>
    let lookup: LostReplyLookup<Service>
    let cancelLookup: CancelLookup<Service>
  }

  private func calls(for plan: Plan) -> Calls {
    let creates = plan.actions.filter { $0.verb == .create }.map { ($0.declaration.key, $0.knownRequests) }
    let known = Dictionary(creates) { $0.union($1) }
    let lookup = LostReplyLookup(
      reader: reader, journal: journal, orgURL: plan.orgURL, listLag: waits.listLag, clock: clock,
      evidence: evidence, runFloor: evidence.newestMoment)
    let history = HistoryWait(
      journal: journal, time: time, stop: stop, waits: waits,
      unrecorded: { try await lookup.unrecordedRequest(besides: known) })
    return Calls(
      attempt: ActionAttempt(
        reader: reader, journal: journal, stop: stop, maximumCallTime: waits.maximumCallTime, listLag: waits.listLag,
        clock: clock, history: history, inFlight: recorder.inFlight),
      lookup: lookup, cancelLookup: CancelLookup(reader: reader, listLag: waits.listLag))
  }

  private func pending(_ actions: [AmbiguousAction]) -> PendingLookup {
    PendingLookup(actions, next: AmbiguousAction.nextLook(for: actions, listLag: waits.listLag))
  }

  /// Begins all that may begin now.
  private func admit(
    from queue: inout WorkQueue, into group: inout TaskGroup<JobResult>, _ calls: Calls,
    onEvent: (ApplyEvent) -> Void
  ) {
    while stop.reason == nil, let job = queue.next(now: time.now()) {
      switch job {
      case .create(let item): group.addTask(executorPreference: executor) { await calls.attempt.create(item) }
      case .message(let item, let requestID):
        group.addTask(executorPreference: executor) { await calls.attempt.message(item, to: requestID) }
      case .cancel(let item, let requestID):
        group.addTask(executorPreference: executor) { await calls.attempt.cancel(item, of: requestID) }
      case .lookup(let creates):
        onEvent(.lookingUp(pending(creates)))
        group.addTask { await calls.lookup.find(creates) }
      case .lookupOfCancels(let cancels):
        onEvent(.lookingUp(pending(cancels)))
        group.addTask { await calls.cancelLookup.find(cancels) }
      case .lookAtClaims(let items, let since): group.addTask { await claims.look(at: items, since: since) }
      }
    }
  }

  private func end(_ run: JournalRun, onEvent: (ApplyEvent) -> Void) async {
    // A read can be the failure too many as well.
    if stop.reason == nil, let broken = await limiter.broken {
      await stop.raise(.circuitOpen(broken, last: reader.retries.retry?.failure))
    }
    if let reason = stop.reason { onEvent(.stopping(reason)) }
    let counts = await limiter.callCounts()
    do throws(JournalError) {
      try await journal.end(
        run.id, state: stop.reason == nil ? .finished : .stopped, calls: counts.calls, throttled: counts.throttled,
        at: time.date())
    } catch {
      // The next run marks this one as died; what was done is in its entries.
      await stop.raise(.journal(error))
    }
  }

  /// Takes a result into the queue and returns the events to report.
  private func handle(_ result: JobResult, in queue: inout WorkQueue) async -> [ApplyEvent] {
    switch result {
    case .done(let item, let requestID, let note):
      queue.finished(item)
      queue.releaseNext(after: item, requestID: requestID)
      return [.ended(item.action, .done, requestID: requestID, detail: note)]
    case .rejected(let item, let error):
      queue.finished(item)
      // Also that it is too late shows that the org has the operation.
      if item.isCancel, !error.mayBeUnknownOperation { queue.goOn() }
      let isAboutAll = item.isCreate && error.isAboutRequestType
      let others = isAboutAll ? queue.dropCreates(of: item.key.requestTypeID) : []
      for var other in others { await record(.rejected("not sent: \(error.text)"), of: &other) }
      return ([item] + others).flatMap { end($0, .rejected, detail: error.text, in: &queue) }
    case .failed(let item, let detail):
      queue.finished(item)
      return end(item, .failed, detail: detail, in: &queue)
    case .ambiguous(let create):
      queue.finished(create.item)
      queue.add(create)
      return []
    case .ambiguousMessage(let item, let lostAt, let reason):
      queue.finished(item)
      // It may still be on its way: the next one must not come before it.
      if let requestID = item.requestID {
        queue.releaseNext(after: item, requestID: requestID, notBefore: lostAt + waits.listLag)
      }
      return [.ended(item.action, .ambiguous, requestID: item.requestID, detail: reason)]
    case .notSent(let item):
      queue.finished(item)
      return []
    case .settled(let item, let entry):
      queue.finished(item)
      return settle(item, as: entry, in: &queue)
    case .taken(let claimed):
      queue.finished(claimed.item)
      queue.add(claimed)
      return []
    case .claimsSeen(let findings):
      queue.finishedLookingAtClaims()
      var events: [ApplyEvent] = []
      for (item, finding) in findings { events += await take(item, finding, in: &queue) }
      return events
    case .lookedUp(let findings):
      queue.finishedLookup()
      var events: [ApplyEvent] = []
      for (create, finding) in findings {
        switch finding {
        case .known(let finding)?: events += await resolve(create, as: finding, in: &queue)
        case .hiding?: events += end(create.item, .ambiguous, detail: Self.hiding(create.reason), in: &queue)
        case nil: queue.add(create)
        }
      }
      return events
    case .cancelsLookedUp(let findings):
      queue.finishedLookup()
      var events: [ApplyEvent] = []
      for (cancel, finding) in findings { events += await resolve(cancel, as: finding, in: &queue) }
      return events
    case .lookupFailed(let creates):
      queue.finishedLookup()
      return creates.flatMap { end($0.item, .ambiguous, detail: $0.reason, in: &queue) }
    }
  }

  private func resolve(_ create: AmbiguousAction, as finding: Recovery.Finding, in queue: inout WorkQueue) async
    -> [ApplyEvent]
  {
    var item = create.item
    let isLostTooOften = !create.isPostponed && item.losses + 1 >= Self.maximumLosses
    let move = Self.move(for: finding, create, isLostTooOften: isLostTooOften)
    if let entry = await record(move, of: &item) { return settle(item, as: entry, in: &queue) }
    switch move {
    case .adopted(let request, _):
      queue.releaseNext(after: item, requestID: request)
      let detail = [create.reason, item.note(on: move)].compactMap(\.self).joined(separator: "; ")
      return [.ended(item.action, .adopted, requestID: request, detail: detail)]
    case .createdByOthers(let request):
      let detail = "another client made request \(request.id.text) for the same meanwhile: nothing was sent again"
      return end(item, .skipped, detail: detail, in: &queue)
    case .unclear(_, let detail): return end(item, .ambiguous, detail: detail, in: &queue)
    case .failed(let detail): return end(item, .failed, detail: detail, in: &queue)
    default:
      item.losses += create.isPostponed ? 0 : 1
      queue.requeue(item)
      return []
    }
  }

  /// What a finding says of a create.
  private static func move(
    for finding: Recovery.Finding, _ create: AmbiguousAction, isLostTooOften: Bool
  ) -> EntryTransition {
    switch finding {
    case .found(let request): .adopted(request.id, request: request)
    case .createdByOthers(let request): .createdByOthers(request)
    case .unclear(let request): .unclear(request.id, unclear(request, create.reason))
    // What answered would answer the same again.
    case .absent where create.isIntercepted: .failed(create.reason)
    case .absent where isLostTooOften:
      .failed("lost \(maximumLosses) times, and the org has no such request: \(create.reason)")
    case .absent: .withdrawn
    }
  }

  /// An action that is over without success. The messages of a request that will not be there are skipped, and so are those
  /// after a message that a later run sends: they keep their order.
  func end(
    _ item: WorkItem, _ outcome: ApplyOutcome, detail: String?, in queue: inout WorkQueue
  ) -> [ApplyEvent] {
    let event = ApplyEvent.ended(item.action, outcome, requestID: item.requestID, detail: detail)
    if item.isMessage, outcome == .rejected, let requestID = item.requestID {
      queue.releaseNext(after: item, requestID: requestID)
      return [event]
    }
    let reason =
      item.isMessage
      ? "the message before it was not sent" : "its request was not \(item.isCancel ? "canceled" : "created")"
    let skipped = queue.dropPending(after: item).map { message in
      ApplyEvent.ended(message.action, .skipped, requestID: item.requestID, detail: reason)
    }
    return [event] + skipped
  }

  /// Gives the entry where another run has settled it before.
  @discardableResult
  func record(_ move: EntryTransition, of item: inout WorkItem) async -> JournalEntry? {
    if case .settled(let entry) = await recorder.record(move, of: &item, at: time.date()) { entry } else { nil }
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
