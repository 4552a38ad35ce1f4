import Foundation
import Journaling
import Model
import Throttling

/// What a create turned out to be, as far as the org's list shows it.
enum LookupResult: Sendable {
  case known(Recovery.Finding)
  /// The list does not show it, and hides requests that are there: nothing is known.
  case hiding
}

/// Finds out about creates whose outcome is not known, by one reading of the org's list for all of them.
///
/// What is found counts at once. Absence counts only from a reading that began once the org can no longer act on the call
/// and its list has settled, that no filter can have hidden the request from, and that shows all other requests which are
/// known to be there.
struct LostReplyLookup<Service: RequestService>: Sendable {
  /// Known requests up to which a list is read whole before absence is believed.
  static var shortList: Int { 2_000 }
  /// Of a longer list, so many seconds before the anchor are read, a week, as long as the header `Date` is steady.
  private static var maximumSpread: TimeInterval { 7 * 86_400 }

  let reader: ThrottledReader<Service>
  let journal: Journal
  let orgURL: String
  /// How long a list may lag behind a create.
  let listLag: Duration
  let clock: RecordClock
  /// Its keys are those of all that is declared or has an entry: a request with one of them does not belong to another create.
  let evidence: OrgEvidence
  /// The newest moment that was known when the run's list was read; `nil` for creates of earlier runs.
  var runFloor: Date?

  func find(_ creates: [AmbiguousAction]) async -> JobResult {
    do {
      return .lookedUp(try await look(for: creates))
    } catch {
      return .lookupFailed(creates)
    }
  }

  /// What each turned out to be; `nil` where it is too early to say, and the create says when to look again. Throws what
  /// the reader throws, or a `JournalError`.
  func look(for creates: [AmbiguousAction]) async throws -> [(create: AmbiguousAction, finding: LookupResult?)] {
    let begin = max(AmbiguousAction.nextLook(for: creates, listLag: listLag), reader.time.now())
    let pairs = Set(creates.map { Pair($0.question.key) })
    let ofAnybody = Set(creates.map(\.question.key.withoutRequester))
    let isWanted = { @Sendable (request: ExistingRequest) in
      request.requester == nil ? ofAnybody.contains(request.key) : pairs.contains(Pair(request.key))
    }
    var filter = filter(for: creates, at: begin)
    let known = clock.made(until: begin - listLag, after: nil)
    let keep = { @Sendable (request: ExistingRequest) in isWanted(request) || known.contains(request.id) }
    let reply = try await reader.listing(RequestQuery(updatedAfter: filter), notBefore: begin, keep: keep)
    var listed = reply.value
    if filter != nil, isFinal(creates, at: begin), !clock.isSteady(reply.clock) {
      filter = nil
      listed = try await reader.listing(RequestQuery(), notBefore: begin, keep: keep).value
    }
    let hidden = clock.made(until: begin - listLag, after: filter).subtracting(listed.map(\.id))
    return try await conclude(
      creates, by: listed.filter(isWanted), at: begin, provesAbsence: hidden.isEmpty && !evidence.hidesRequests)
  }

  private func conclude(
    _ creates: [AmbiguousAction], by existing: [ExistingRequest], at begin: Duration, provesAbsence: Bool
  ) async throws(JournalError) -> [(create: AmbiguousAction, finding: LookupResult?)] {
    // Other runs create requests meanwhile, which are not this create with another subject. What is no longer in flight when
    // it is asked for is claimed by then.
    let (others, claimed) = try await takenByEntries(existing)
    let findings = Recovery.match(
      creates.map { question(of: $0) }, existing: existing, claimed: claimed, otherKeys: evidence.keys.union(others))
    return creates.map { create in
      let finding = findings[create.question.entry] ?? .absent
      if case .found = finding { return (create, .known(finding)) }
      guard create.believableAt <= begin else { return (create.later(than: reader.time.now(), listLag: listLag), nil) }
      return (create, finding == .absent && !provesAbsence ? .hiding : .known(finding))
    }
  }

  /// The keys that some entry is at, and which of these requests some entry has.
  func takenByEntries(
    _ requests: [ExistingRequest]
  ) async throws(JournalError) -> (keys: Set<RequestKey>, requests: Set<RequestID>) {
    let keys = try await journal.keysUnderWay(orgURL: orgURL)
    return (keys, try await journal.records.claimed(Set(requests.map(\.id)), orgURL: orgURL))
  }

  private func isFinal(_ creates: [AmbiguousAction], at begin: Duration) -> Bool {
    creates.contains { $0.believableAt <= begin }
  }

  /// Where the org's clock was set back, moments do not say what was made before a call.
  private func question(of create: AmbiguousAction) -> RecoveryQuery {
    var question = create.question
    if clock.wasSetBack { question.anchor = nil }
    question.floor = runFloor
    return question
  }

  private struct Pair: Hashable {
    var type: RequestTypeID
    var requester: UserID?

    init(_ key: RequestKey) {
      type = key.requestTypeID
      requester = key.requester
    }
  }

  /// The moment of the org's records from which on its list is read; `nil` reads all of it.
  private func filter(for creates: [AmbiguousAction], at begin: Duration) -> Date? {
    let anchors = creates.compactMap(\.question.anchor)
    guard let first = anchors.min(), anchors.count == creates.count, !clock.wasSetBack else { return nil }
    guard isFinal(creates, at: begin) else {
      return first - Recovery.clockSpread - listLag.inSeconds
    }
    return evidence.isShortList ? nil : first - Self.maximumSpread
  }
}
