package import Foundation
package import Journaling
package import Planning
import RequestModel

extension PlanningFacts {
  /// What the journal's entries for an org add to what its list tells.
  ///
  /// A request that was created within `settle` seconds before `now` counts as existing though the list does not show it
  /// yet. A create in doubt that is younger than that is doubtful: the list cannot be believed about it.
  package mutating func add(_ entries: [JournalEntry], now: Date, settle: TimeInterval) {
    let listed = Set(existing.map(\.id))
    for entry in entries {
      switch entry.kind {
      case .create(let fieldValues):
        addCreate(entry, fieldValues, isListed: entry.requestID.map(listed.contains) ?? false, now: now, settle: settle)
      case .message(let text, _):
        addMessage(entry, Array(text.utf8))
      }
    }
  }

  private mutating func addCreate(
    _ entry: JournalEntry, _ fieldValues: [RequesterFieldValue], isListed: Bool, now: Date, settle: TimeInterval
  ) {
    guard entry.state.isDone, let requestID = entry.requestID else {
      let age = entry.latestAction(now: now).map(now.timeIntervalSince) ?? .infinity
      if age < settle { history[entry.key, default: RequestHistory()].hasDoubtfulCreate = true }
      return
    }
    history[entry.key] = RequestHistory(requestID: requestID, fieldValues: fieldValues)
    guard !isListed, let outcomeAt = entry.outcomeAt, now.timeIntervalSince(outcomeAt) < settle else { return }
    existing.append(
      ExistingRequest(
        id: requestID, requestTypeID: entry.key.requestTypeID, requester: entry.key.requester,
        subject: entry.key.subject, status: "OPEN", created: outcomeAt, lastUpdated: outcomeAt))
  }

  private mutating func addMessage(_ entry: JournalEntry, _ text: [UInt8]) {
    guard let requestID = entry.requestID else { return }
    if entry.state.isDone {
      messages[requestID, default: MessageHistory()].sent[text, default: 0] += 1
    } else if entry.state.isInDoubt {
      messages[requestID, default: MessageHistory()].doubtful[text, default: 0] += 1
    }
  }
}
