import Foundation
import Journaling
import RequestModel
import Throttling

/// Finds out about creates whose reply was lost: one reading of the org's list for all of them, once it has settled.
struct LookUp<Service: RequestService>: Sendable {
  /// How far the org's clock and ours may come apart in a long run, in seconds.
  private static var drift: Double { 60 }

  let reader: ThrottledReader<Service>
  /// How long a list may lag behind a create.
  let settle: Duration
  let time: TimeSource
  /// The org's clock, measured when the plan was made.
  let clock: OrgClock?

  /// No request had one of these keys when the plan was made. One that has it now and was created after the call went out
  /// is the create's own.
  func find(_ doubts: [Doubt]) async -> JobEnding {
    let settled = (doubts.map(\.lostAt).max() ?? .zero) + settle
    let keys = Set(doubts.map(\.item.key))
    let questions = doubts.map(question)
    // A clock that has drifted since must not hide a request from us: at worst it is taken for somebody else's.
    let from = (questions.map(\.earliest).min() ?? .distantPast) - Self.drift
    let existing: [ExistingRequest]
    do {
      existing = try await reader.listRequests(
        RequestQuery(updatedAfter: from), notBefore: settled, keep: { keys.contains($0.key) })
    } catch {
      return .lookUpFailed(doubts)
    }
    let findings = Recovery.settle(questions, existing: existing, claimed: [])
    return .lookedUp(doubts.map { ($0, findings[$0.item.entry] ?? .absent) })
  }

  private func question(_ doubt: Doubt) -> Recovery.Question {
    let sentOn = time.date() - (time.now() - doubt.sentAt).inSeconds
    return Recovery.Question(
      entry: doubt.item.entry, key: doubt.item.key,
      earliest: clock?.earliest(at: doubt.sentAt) ?? sentOn - Recovery.clockTolerance)
  }
}
