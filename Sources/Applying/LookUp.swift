import Foundation
import Journaling
import RequestModel
import Throttling

/// Finds out about creates whose reply was lost: one reading of the org's list for all of them, once it has settled.
struct LookUp<Service: RequestService>: Sendable {
  let reader: ThrottledReader<Service>
  let journal: Journal
  /// How long a list may lag behind a create.
  let settle: Duration
  let time: TimeSource

  /// No request had one of these keys when the plan was made, so one that has it now is the create's own.
  func find(_ doubts: [Doubt]) async -> JobEnding {
    let settled = (doubts.map(\.lostAt).max() ?? .zero) + settle
    let keys = Set(doubts.map(\.item.key))
    let from = (doubts.map(\.intentAt).min() ?? time.date()) - Recovery.clockTolerance
    let existing: [ExistingRequest]
    do {
      existing = try await reader.listRequests(
        RequestQuery(updatedAfter: from), notBefore: settled, keep: { keys.contains($0.key) })
    } catch {
      return .lookUpFailed(doubts)
    }
    let findings = Recovery.settle(doubts.map(\.question), existing: existing, claimed: [])
    return .lookedUp(doubts.map { ($0, findings[$0.item.entry] ?? .absent) })
  }
}

extension Doubt {
  fileprivate var question: Recovery.Question {
    Recovery.Question(entry: item.entry, key: item.key, intentAt: intentAt)
  }
}
