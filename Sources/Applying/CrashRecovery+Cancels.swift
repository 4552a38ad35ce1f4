import Foundation
package import Journaling
import Planning
import Model
import Throttling

extension CrashRecovery {
  /// Finds out what became of the cancels whose outcome runs that died have left unknown, by retrieving their requests: those
  /// are canceled, decided, or open and free to be canceled once the org can no longer act. Returns an event for each that is
  /// canceled, and corrects `org`.
  ///
  /// What another run may still find out by itself is left to that. Unless `waits`, nothing is waited for: what is too early to
  /// say stays unknown. Throws what the reader throws, or a `JournalError`.
  package func recoverCancels(
    _ entries: [JournalEntry], in org: inout OrgSnapshot, waits isPatient: Bool
  ) async throws -> [ApplyEvent] {
    var entriesByID: [JournalEntry.ID: JournalEntry] = [:]
    var left: [AmbiguousAction] = []
    for entry in entries where entry.isCancel && entry.state.isAmbiguous && !entry.isUnderWay {
      guard let entry = try await withoutIntent(entry) else { continue }
      entriesByID[entry.id] = entry
      left.append(ambiguous(entry))
    }
    let lookup = CancelLookup(reader: reader, listLag: waits.listLag)
    var events: [ApplyEvent] = []
    while !left.isEmpty {
      if isPatient { onLook(PendingLookup(left, next: AmbiguousAction.nextLook(for: left, listLag: waits.listLag))) }
      if !isPatient { left = left.map { $0.now(reader.time.now()) } }
      let looked = try await lookup.look(for: left)
      left = isPatient ? looked.filter { $0.finding == nil }.map(\.cancel) : []
      for (cancel, finding) in looked {
        guard let finding, let entry = entriesByID[cancel.question.entry] else { continue }
        events += try await conclude(finding, of: entry, in: &org)
      }
    }
    return events
  }

  private func conclude(
    _ finding: CancelFinding, of entry: JournalEntry, in org: inout OrgSnapshot
  ) async throws -> [ApplyEvent] {
    switch finding {
    case .hidden:
      // The list may show what a retrieval does not, also what another state has done.
      guard let listed = org.requests.first(where: { $0.id == entry.requestID && $0.decision == .canceled }) else {
        return []
      }
      return try await canceled(listed, by: entry)
    case .open: _ = try await record(.absent, of: entry)
    case .tooLate(let reason): _ = try await record(.rejected(reason), of: entry)
    case .canceled(let request):
      for index in org.requests.indices where org.requests[index].id == request.id { org.requests[index] = request }
      return try await canceled(request, by: entry)
    }
    return []
  }

  private func canceled(_ request: ExistingRequest, by entry: JournalEntry) async throws -> [ApplyEvent] {
    guard try await record(.canceled(request), of: entry) != nil else { return [] }
    return [.ended(entry.cancel(request), .done, requestID: request.id, detail: entry.error)]
  }
}

extension AmbiguousAction {
  /// To be looked for at once.
  fileprivate func now(_ moment: Duration) -> AmbiguousAction {
    var action = self
    action.nextLook = moment
    return action
  }
}

extension JournalEntry {
  /// The action that a cancel's entry stands for.
  func cancel(_ request: ExistingRequest? = nil) -> PlannedAction {
    PlannedAction(verb: .cancel, declaration: declaration, existing: request, attempt: attempt, reason: "")
  }
}
