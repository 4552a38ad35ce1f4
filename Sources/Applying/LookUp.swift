import Foundation
import Journaling
import RequestModel
import Throttling

/// What a create turned out to be, as far as the org's list shows it.
enum LookUpFinding: Sendable {
  case known(Recovery.Finding)
  /// The list does not show it, and hides requests that are there: nothing is known.
  case hiding
}

/// Finds out about creates whose outcome is not known, by one reading of the org's list for all of them.
///
/// What is found counts at once. Absence counts only from a reading that began once the org can no longer act on the call
/// and its list has settled, that no filter can have hidden the request from, and that shows all other requests which are
/// known to be there.
struct LookUp<Service: RequestService>: Sendable {
  /// Known requests up to which a list is read whole before absence is believed.
  static var shortList: Int { 2_000 }
  /// Of a longer list, so many seconds before the anchor are read, a week, as long as the header `Date` is steady.
  private static var longestSpread: TimeInterval { 7 * 86_400 }

  /// What a create turned out to be.
  typealias Finding = LookUpFinding

  let reader: ThrottledReader<Service>
  let journal: Journal
  let orgURL: String
  /// How long a list may lag behind a create.
  let settle: Duration
  let clock: RecordClock
  /// Its keys are those of all that is declared or has an entry: a request with one of them does not belong to another create.
  let evidence: OrgEvidence
  /// The newest moment that was known when the run's list was read; `nil` for creates of earlier runs.
  var runFloor: Date?

  func find(_ doubts: [Doubt]) async -> JobEnding {
    do {
      return .lookedUp(try await look(for: doubts))
    } catch {
      return .lookUpFailed(doubts)
    }
  }

  /// When the next reading for these begins: those that wait for nearly the same moment share one.
  func moment(for doubts: [Doubt]) -> Duration {
    let first = doubts.map(\.nextLook).min() ?? .zero
    return doubts.map(\.nextLook).filter { $0 <= first + settle }.max() ?? first
  }

  /// What each turned out to be; `nil` where it is too early to say, and the doubt says when to look again. Throws what
  /// the reader throws, or a `JournalError`.
  func look(for doubts: [Doubt]) async throws -> [(doubt: Doubt, finding: Finding?)] {
    let begin = max(moment(for: doubts), reader.time.now())
    let pairs = Set(doubts.map { Pair($0.question.key) })
    let ofAnybody = Set(doubts.map(\.question.key.withoutRequester))
    let isWanted = { @Sendable (request: ExistingRequest) in
      request.requester == nil ? ofAnybody.contains(request.key) : pairs.contains(Pair(request.key))
    }
    var filter = filter(for: doubts, at: begin)
    let known = clock.made(until: begin - settle, after: nil)
    let keep = { @Sendable (request: ExistingRequest) in isWanted(request) || known.contains(request.id) }
    var (listed, shown) = try await reader.listing(
      RequestQuery(updatedAfter: filter), notBefore: begin, keep: keep)
    if filter != nil, isFinal(doubts, at: begin), !clock.isSteady(shown) {
      filter = nil
      listed = try await reader.listing(RequestQuery(), notBefore: begin, keep: keep).requests
    }
    let hidden = clock.made(until: begin - settle, after: filter).subtracting(listed.map(\.id))
    return try settle(
      doubts, by: listed.filter(isWanted), at: begin, provesAbsence: hidden.isEmpty && !evidence.hidesRequests)
  }

  private func settle(
    _ doubts: [Doubt], by existing: [ExistingRequest], at begin: Duration, provesAbsence: Bool
  ) throws(JournalError) -> [(doubt: Doubt, finding: Finding?)] {
    let claimed = try journal.records.claimed(Set(existing.map(\.id)), orgURL: orgURL)
    let findings = Recovery.settle(
      doubts.map { question(of: $0) }, existing: existing, claimed: claimed, otherKeys: evidence.keys)
    return doubts.map { doubt in
      let finding = findings[doubt.question.entry] ?? .absent
      if case .found = finding { return (doubt, .known(finding)) }
      guard doubt.believableAt <= begin else { return (later(doubt), nil) }
      return (doubt, finding == .absent && !provesAbsence ? .hiding : .known(finding))
    }
  }

  private func isFinal(_ doubts: [Doubt], at begin: Duration) -> Bool {
    doubts.contains { $0.believableAt <= begin }
  }

  /// Where the org's clock was set back, moments do not say what was made before a call.
  private func question(of doubt: Doubt) -> Recovery.Question {
    var question = doubt.question
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
  private func filter(for doubts: [Doubt], at begin: Duration) -> Date? {
    let anchors = doubts.compactMap(\.question.anchor)
    guard let first = anchors.min(), anchors.count == doubts.count, !clock.wasSetBack else { return nil }
    guard isFinal(doubts, at: begin) else {
      return first - Recovery.clockSpread - settle.inSeconds
    }
    return evidence.isShortList ? nil : first - Self.longestSpread
  }

  /// At growing intervals, and at last when absence can be believed.
  private func later(_ doubt: Doubt) -> Doubt {
    var doubt = doubt
    doubt.looks += 1
    let interval = settle * (1 << min(doubt.looks, 10))
    doubt.nextLook = reader.time.now() + max(interval, .seconds(1))
    if doubt.nextLook + settle > doubt.believableAt { doubt.nextLook = max(doubt.believableAt, reader.time.now()) }
    return doubt
  }
}
