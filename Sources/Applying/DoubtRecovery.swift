import Foundation
package import Journaling
import Planning
package import RequestModel
package import Throttling

/// Settles what runs that died have left in doubt, before anything new is planned.
package struct DoubtRecovery: Sendable {
  private static let died = "its run died before the reply came"

  private let journal: Journal
  private let time: TimeSource

  package init(journal: Journal, time: TimeSource) {
    self.journal = journal
    self.time = time
  }

  /// From when on the org's list can be believed about these entries, on the time source's clock: `settle` after the
  /// org can have acted on the last of them. A message in doubt counts too: what is sent after it must come after it.
  /// For a create it is `settle` from now, whatever the calendar says: somebody may have set it since.
  package static func settled(_ entries: [JournalEntry], settle: Duration, time: TimeSource) -> Duration {
    let now = time.date()
    let last = entries.compactMap { $0.latestAction(now: now) }.max()
    guard let last else { return .zero }
    if entries.contains(where: { $0.state.isInDoubt && !$0.isMessage }) { return time.now() + settle }
    return time.now() + settle - .seconds(now.timeIntervalSince(last))
  }

  /// Records what became of each entry in doubt: a create is adopted where the settled list has it, and absent where it
  /// has not; a message cannot be looked up and stays ambiguous. Gives an event for each adopted entry.
  ///
  /// `clock` is the org's, measured now: the calendar's moments of the entries are taken through it.
  package func settle(
    _ entries: [JournalEntry], existing: [ExistingRequest], clock: OrgClock?
  ) async throws(JournalError) -> [ApplyEvent] {
    let claimed = Set(entries.filter { $0.state.isDone && !$0.isMessage }.compactMap(\.requestID))
    let (now, date) = (time.now(), time.date())
    let questions = entries.compactMap { entry in
      Recovery.Question(entry) { intentAt in
        clock?.earliest(at: now - .seconds(date.timeIntervalSince(intentAt))) ?? intentAt - Recovery.clockTolerance
      }
    }
    let findings = Recovery.settle(questions, existing: existing, claimed: claimed)
    for entry in entries where entry.state == .sent {
      try await journal.record(.ambiguous(Self.died), of: entry.id, at: time.date())
    }
    var adopted: [ApplyEvent] = []
    for entry in entries.sorted(by: { $0.id < $1.id }) {
      switch findings[entry.id] {
      case .found(let request):
        try await journal.record(.adopted(request.id), of: entry.id, at: time.date())
        let detail = entry.error ?? Self.died
        adopted.append(.ended(entry.create, .adopted, requestID: request.id, detail: detail))
      // Where somebody else made one with its key, the plan sees that it exists.
      case .absent, .madeByOthers:
        try await journal.record(.absent, of: entry.id, at: time.date())
      case nil: break
      }
    }
    return adopted
  }
}

extension JournalEntry {
  /// The action that a create's entry stands for.
  fileprivate var create: PlannedAction {
    PlannedAction(
      verb: .create,
      declaration: RequestDeclaration(
        name: name, requestTypeID: key.requestTypeID, requester: key.requester, subject: key.subject, place: place),
      reason: "")
  }
}
