package import Foundation
package import Journaling
package import Planning
import Model

extension PlanningFacts {
  /// What the journal's entries for an org add to what its list shows.
  ///
  /// A request that an entry has created or adopted exists, whether the list shows it or not; only those in `gone`, of which
  /// a retrieval said 404, do not. One that an entry has canceled is canceled, whatever the list shows. A create whose outcome
  /// is not known keeps its key from being created again: until `listLag` seconds after its deadline, for as long as a lookup
  /// left it unclear, and where the list hides requests. A listed request that another run may be creating at the moment counts
  /// as that run's.
  package mutating func add(
    _ entries: [JournalEntry], in org: OrgSnapshot, now: Date, listLag: TimeInterval
  ) {
    guard !entries.isEmpty else { return }
    let listed = Set(existing.lazy.map(\.id))
    // Apply adopts these first, or leaves them to the runs that are at them: either way their requests are the state's.
    let unknown = entries.filter { $0.isCreate && $0.isUnderWay || $0.isUnknownCreate(at: now, listLag: listLag) }
    let found = org.requests(ofUnknown: unknown, among: entries)
    var canceled: Set<RequestID> = []
    for entry in entries {
      switch entry.kind {
      case .create(let fieldValues):
        let own = found[entry.id]?.id ?? entry.createdRequest
        guard let requestID = own else {
          if entry.isUnderWay { history[entry.key, default: RequestHistory()].isUnderWayElsewhere = true }
          guard entry.isUnknownCreate(at: now, listLag: listLag) else { continue }
          addUnknown(entry, isHiding: org.evidence.hidesRequests, now: now, listLag: listLag)
          continue
        }
        if org.gone.contains(requestID) { continue }
        addDone(entry, request: requestID, fieldValues: fieldValues)
        if !listed.contains(requestID) { existing.append(entry.request(requestID)) }
      case .message(let text, _):
        addMessage(entry, Array(text.utf8))
      case .cancel:
        if entry.state.isDone, let requestID = entry.requestID { canceled.insert(requestID) }
      }
    }
    // The list may not show it yet.
    for index in existing.indices where canceled.contains(existing[index].id) {
      (existing[index].status, existing[index].decision) = ("CANCELED", .canceled)
    }
  }

  private mutating func addDone(_ entry: JournalEntry, request: RequestID, fieldValues: [RequesterFieldValue]) {
    var known = history[entry.key] ?? RequestHistory()
    known.requestIDs.append(request)
    known.fieldValues = fieldValues
    known.lastAttempt = max(known.lastAttempt, entry.attempt)
    history[entry.key] = known
    claims[request] = entry.key
    remember(entry)
  }

  private mutating func remember(_ entry: JournalEntry) {
    if let name = EntryName(entry.name, entry.key) { names[name, default: []].insert(entry.key) }
  }

  private mutating func addUnknown(_ entry: JournalEntry, isHiding: Bool, now: Date, listLag: TimeInterval) {
    let since = entry.deadline ?? entry.intentAt ?? now
    // A calendar that was set back since says nothing.
    let isRecent = now < since + listLag || entry.intentAt.map { now < $0 } == true
    if let unclear = entry.requestID {
      history[entry.key, default: RequestHistory()].ambiguousCreate = .unclear(unclear)
    } else if isRecent {
      history[entry.key, default: RequestHistory()].ambiguousCreate = .recent
    } else if isHiding {
      history[entry.key, default: RequestHistory()].ambiguousCreate = .hidden
    }
    if history[entry.key]?.ambiguousCreate != nil { remember(entry) }
  }

  private mutating func addMessage(_ entry: JournalEntry, _ text: [UInt8]) {
    guard let requestID = entry.requestID else { return }
    if entry.state.isDone {
      messages[requestID, default: MessageHistory()].sent[text, default: 0] += 1
    } else if entry.state.isAmbiguous, !entry.isUnderWay {
      messages[requestID, default: MessageHistory()].ambiguous[text, default: 0] += 1
    }
  }
}

extension JournalEntry {
  /// The request that a finished create made, as it was then.
  fileprivate func request(_ id: RequestID) -> ExistingRequest {
    let moment = outcomeAt ?? .distantPast
    return ExistingRequest(
      id: id, requestTypeID: key.requestTypeID, requester: key.requester, subject: storedSubject ?? key.subject,
      status: "OPEN", created: moment, lastUpdated: moment)
  }
}
