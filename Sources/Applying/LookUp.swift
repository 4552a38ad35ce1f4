import Foundation
import Journaling
import RequestModel
import Throttling

/// Finds out about creates whose outcome is not known, by one reading of the org's list for all of them.
///
/// What is found counts at once. Absence counts only from a reading that began once the org can no longer act on the call
/// and its list has settled, and that no filter can have hidden the request from.
struct LookUp<Service: RequestService>: Sendable {
  /// Known requests up to which a list is read whole before absence is believed.
  static var shortList: Int { 2_000 }
  /// Of a longer list, so many seconds before the anchor are read: no node's clock is a day behind the others.
  private static var longestSpread: TimeInterval { 86_400 }

  let reader: ThrottledReader<Service>
  let journal: Journal
  let orgURL: String
  /// How long a list may lag behind a create.
  let settle: Duration
  let clock: RecordClock
  /// Whether the list is short enough to be read whole.
  let isShortList: Bool
  /// The keys of all that is declared or has an entry: a request with one of them is no other create's.
  let otherKeys: Set<RequestKey>

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
  func look(for doubts: [Doubt]) async throws -> [(doubt: Doubt, finding: Recovery.Finding?)] {
    let begin = max(moment(for: doubts), reader.time.now())
    let pairs = Set(doubts.map { Pair($0.question.key) })
    let ofAnybody = Set(doubts.map(\.question.key.withoutRequester))
    let existing = try await reader.listRequests(
      RequestQuery(updatedAfter: filter(for: doubts, at: begin)), notBefore: begin,
      keep: { $0.requester == nil ? ofAnybody.contains($0.key) : pairs.contains(Pair($0.key)) })
    let claimed = try journal.records.claimed(Set(existing.map(\.id)), orgURL: orgURL)
    let findings = Recovery.settle(
      doubts.map { question(of: $0) }, existing: existing, claimed: claimed, otherKeys: otherKeys)
    return doubts.map { doubt in
      let finding = findings[doubt.question.entry] ?? .absent
      if case .found = finding { return (doubt, finding) }
      return doubt.believableAt <= begin ? (doubt, finding) : (later(doubt), nil)
    }
  }

  /// Where the org's clock was set back, moments do not say what was made before a call.
  private func question(of doubt: Doubt) -> Recovery.Question {
    var question = doubt.question
    if clock.wasSetBack { question.anchor = nil }
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
    guard doubts.contains(where: { $0.believableAt <= begin }) else {
      return first - Recovery.clockSpread - settle.inSeconds
    }
    return isShortList ? nil : first - Self.longestSpread
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
