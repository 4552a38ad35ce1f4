import Foundation
import Journaling
import Planning
import Model
import Throttling

/// One write: permit, intent on disk, call, outcome on disk.
///
/// It goes out again only where the org certainly did not process it. It is never canceled: a stop ends it while it
/// waits for a permit, and lets it end once it is in flight.
struct ActionAttempt<Service: RequestService>: Sendable {
  let reader: ThrottledReader<Service>
  let journal: Journal
  let stop: StopSignal
  /// How long the org may act on a call.
  let maximumCallTime: Duration
  /// How long its list may lag after that.
  let listLag: Duration
  let clock: RecordClock
  /// What is to be over before a call goes out.
  let history: HistoryWait
  let inFlight: CallsInFlight

  var service: Service { reader.service }
  private var recorder: EntryRecorder { EntryRecorder(journal: journal, stop: stop, inFlight: inFlight) }
  private var time: TimeSource { reader.time }

  func create(_ item: WorkItem) async -> JobResult {
    let declaration = item.action.declaration
    let known = item.action.knownRequests
    return await attempt(item, family: .createRequest, to: nil) { (deadline) async throws(ServiceFailure) in
      let reply = try await service.createRequest(declaration, by: deadline)
      // A reply is believed for its content: a cache or a mixed-up connection may answer with another request.
      guard declaration.key.isAnswered(by: reply.value) else {
        throw .foreignReply(to: 201, reply.value.id, "it has other contents than were sent")
      }
      guard !known.contains(reply.value.id) else { throw .foreignReply(to: 201, reply.value.id, "it existed before") }
      clock.made(reply.value, date: reply.date, at: time.now())
      return (.created(reply.value), reply.value.id, reply.rate)
    }
  }

  func message(_ item: WorkItem, to requestID: RequestID) async -> JobResult {
    let text = item.action.message ?? ""
    return await attempt(item, family: .sendMessage, to: requestID) { (deadline) async throws(ServiceFailure) in
      let reply = try await service.sendMessage(text, to: requestID, by: deadline)
      return (.confirmed(requestID), requestID, reply.rate)
    }
  }

  func attempt(
    _ planned: WorkItem, family: CallFamily, to requestID: RequestID?,
    call:
      @Sendable (SendDeadline) async throws(ServiceFailure) -> (
        move: EntryTransition, id: RequestID, rate: RateLimitHeaders?
      )
  ) async -> JobResult {
    var item = planned
    var tries = ThrottledCall(reader, family, effect: .write, notBefore: item.notBefore)
    while await history.isOver(), let permit = try? await tries.permit() {
      let sent = Sent(at: time.now(), anchor: requestID == nil ? clock.anchor : nil)
      let date = time.date()
      let intent = EntryTransition.intent(
        requestID: requestID, deadline: date + (SendDeadline.limit + maximumCallTime).inSeconds, anchor: sent.anchor,
        settle: listLag.inSeconds)
      switch await self.begin(intent, of: &item, at: date) {
      case .recorded: break
      case .postponed:
        await tries.notSent(permit)
        continue
      case .ended(let result):
        await tries.notSent(permit)
        return result
      }
      let failure: ServiceFailure
      do throws(ServiceFailure) {
        let reply = try await call(SendDeadline(recordedAt: sent.at, now: time.now))
        await tries.answered(reply.rate, to: permit)
        return await done(item, move: reply.move, id: reply.id, sent: sent)
      } catch {
        failure = error
      }
      let decision = await tries.failed(failure, with: permit)
      if let broken = tries.broken { await stop.raise(.circuitOpen(broken, last: failure)) }
      switch decision {
      case .retry:
        if let end = await end(.withdrawn, of: &item) { return end }
      case .renewCredentials:
        if let end = await end(.withdrawn, of: &item) { return end }
        guard await renewCredentials(after: failure) else { return .notSent(item) }
      case .lookFirst:
        return await ambiguous(item, after: failure, sent: sent)
      case .giveUp:
        return await giveUp(item, failure)
      }
    }
    return .notSent(item)
  }

  /// What became of an intent.
  private enum Beginning {
    case recorded
    /// Nothing may be sent for some time.
    case postponed
    case ended(JobResult)
  }

  /// Makes the intent durable, or says why that cannot be.
  private func begin(_ intent: EntryTransition, of item: inout WorkItem, at date: Date) async -> Beginning {
    do throws(JournalError) {
      item.entry = try await journal.record(intent, of: item.entry, at: date)
      inFlight.recorded(.sent, of: item.action)
      return .recorded
    } catch .taken(let claim) {
      return .ended(.taken(ClaimedItem(item: item, claim: claim)))
    } catch .postponed(let entry) {
      item.entry = entry
      return .postponed
    } catch {
      await stop.raise(.journal(error))
      return .ended(.notSent(item))
    }
  }

  /// A call that was recorded and may go out.
  private struct Sent {
    /// When it was recorded, by the run's clock.
    var at: Duration
    /// The newest moment of the org's records that was known then.
    var anchor: Date?
  }

  private func done(_ item: WorkItem, move: EntryTransition, id: RequestID, sent: Sent) async -> JobResult {
    var item = item
    do throws(JournalError) {
      // Where another run took this one for dead, it may have found the same.
      if let entry = try await recorder.write(move, of: &item, at: time.date()), !entry.isDone(with: id) {
        await stop.raise(.journal(.moved(entry.id)))
      }
    } catch .claimed(let request) {
      return await ambiguous(item, after: .foreignReply(to: 201, request, "another entry has it"), sent: sent)
    } catch {
      // The entry's outcome stays unknown, and the next run finds the request.
      await stop.raise(.journal(error))
    }
    return .done(item, id, note: item.note(on: move))
  }

  private func ambiguous(_ sentItem: WorkItem, after failure: ServiceFailure, sent: Sent) async -> JobResult {
    var item = sentItem
    let isEnded = failure.isEndedByOrg
    if let end = await end(.ambiguous(failure.text, isEnded: isEnded), of: &item) { return end }
    let lostAt = time.now()
    let leftBy = min(sent.at + SendDeadline.limit, lostAt)
    if item.isMessage { return .ambiguousMessage(item, lostAt: lostAt, reason: failure.text) }
    let question = RecoveryQuery(
      entry: item.entry.id, key: item.key, anchor: sent.anchor, knownRequests: item.action.knownRequests)
    var isIntercepted = false
    if case .intercepted = failure { isIntercepted = true }
    return .ambiguous(
      AmbiguousAction(
        item: item, question: question, lostAt: lostAt,
        // What something in between answered is not sent again in this run: one look is enough to give a create up, and the
        // next run looks again while the org may act. A cancel that is given up is over for all runs.
        believableAt: (isEnded || isIntercepted && !item.isCancel ? lostAt : leftBy + maximumCallTime) + listLag,
        reason: failure.text,
        isIntercepted: isIntercepted, isPostponed: failure.retryAfter != nil, nextLook: lostAt + listLag))
  }

  /// Nothing more to try: the action's own fault ends the action, everybody's fault ends the run.
  private func giveUp(_ sentItem: WorkItem, _ failure: ServiceFailure) async -> JobResult {
    var item = sentItem
    switch failure {
    case .rejected(let error) where item.isCancel:
      if error.mayBeUnknownOperation { return await refused(item, failure, error) }
      return await end(.rejected(error.ofCancel.text), of: &item) ?? .rejected(item, error.ofCancel)
    case .rejected(let error),
      .forbidden(let error) where error.isAboutThisRequest:
      return await end(.rejected(error.text), of: &item) ?? .rejected(item, error)
    case .throttled, .concurrencyLimited, .tooLate, .lost, .intercepted:
      return await end(.failed(failure.text), of: &item) ?? .failed(item, failure.text)
    case .forbidden, .unauthenticated, .noCredentials:
      let end = await end(.withdrawn, of: &item)
      await stop.raise(.notAuthorized(failure))
      return end ?? .notSent(item)
    case .unreachable:
      let end = await end(.withdrawn, of: &item)
      await stop.raise(.unreachable(failure))
      return end ?? .notSent(item)
    }
  }

  private func renewCredentials(after failure: ServiceFailure) async -> Bool {
    do throws(ServiceFailure) {
      if try await service.renewCredentials() { return true }
      await stop.raise(.notAuthorized(failure))
    } catch {
      switch error {
      case .noCredentials, .unauthenticated, .forbidden: await stop.raise(.notAuthorized(error))
      default: await stop.raise(.unreachable(error))
      }
    }
    return false
  }

  /// Records a move; gives how the attempt ends where that was not written.
  func end(_ move: EntryTransition, of item: inout WorkItem) async -> JobResult? {
    switch await recorder.record(move, of: &item, at: time.date()) {
    case .written: nil
    case .settled(let entry): .settled(item, entry)
    case .stopped: .notSent(item)
    }
  }
}

extension JournalEntry {
  fileprivate func isDone(with request: RequestID) -> Bool { state.isDone && requestID == request }
}

extension ServiceFailure {
  /// A write was answered with another request: by a cache, or on a connection that was mixed up.
  static func foreignReply(to status: Int, _ request: RequestID, _ reason: String) -> ServiceFailure {
    .intercepted(ServiceError(status: status, summary: "the reply names request \(request.text), and \(reason)"))
  }
}

extension WorkItem {
  /// What is odd about an action that succeeded.
  func note(on move: EntryTransition) -> String? {
    let request: ExistingRequest
    switch move {
    case .created(let made), .adopted(_, let made?): request = made
    case .confirmed where isCancel: return "it was canceled before"
    default: return nil
    }
    let isSame = request.subject.utf8.elementsEqual(action.declaration.subject.utf8)
    return isSame ? nil : "the org stored another subject: \"\(request.subject)\""
  }
}

extension ServiceError {
  /// A 403 that speaks of the requester and the request type, not of the token
  /// (contract example `request-create-authenticated-user-not-member-of-example`).
  var isAboutThisRequest: Bool { causes.contains { $0.reason == "REQUEST_TYPE_SETTINGS" } }

  /// A 409 that speaks of the request type's state, and so of every create with that type
  /// (contract examples `request-request-type-disabled-example` and `-draft-example`).
  var isAboutRequestType: Bool { status == 409 && causes.contains { $0.reason == "REQUEST_TYPE_STATE" } }
}
