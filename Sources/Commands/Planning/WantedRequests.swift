import Foundation
import Journaling
import Planning
import Reporting
import RequestModel

/// What shall exist: declarations out of manifests, or out of a saved plan.
struct WantedRequests: Sendable {
  var declarations: [RequestDeclaration]
  /// The plan that was saved, where they come from one.
  private(set) var saved: PlanFile?

  init(_ declarations: [RequestDeclaration]) {
    self.declarations = declarations
  }

  /// Reads a plan that `plan --out` saved.
  init(planFile path: String) throws {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw CommandError(
        .usage, "cannot read the plan \(path): \(SystemReason.text(error))",
        hint: "save one with writ plan --out \(path)")
    }
    let file = try PlanFile(reading: data)
    saved = file
    declarations = file.declarations
  }

  /// What the org said of request types when the plan was saved.
  var requestTypes: [RequestTypeID: RequestTypeFact] { saved?.requestTypes ?? [:] }

  /// A saved plan is for one org only.
  func refuseIfForeign(to orgURL: String) throws(CommandError) {
    guard let saved, saved.plan.orgURL != orgURL else { return }
    throw CommandError(
      .refused, "the plan was made for \(saved.plan.orgURL), not for \(orgURL): nothing was done",
      hint: "connect to that org, or make a new plan with writ plan --out FILE")
  }

  /// A saved plan is applied as it was seen, or not at all: where the org has changed since then, it is refused. Work
  /// that an earlier run of ours did is no change.
  func refuseIfStale(against now: Plan, entries: [JournalEntry]) throws(CommandError) {
    guard let saved else { return }
    let done = Set(entries.filter(\.state.isDone).map(\.identity))
    let stale = saved.plan.staleActions(against: now) { done.contains($0.identity) }
    guard let first = stale.first else { return }
    let what = "\(first.verb.rawValue) \(PlanText.label(first)) (\(first.declaration.place.text))"
    let more = stale.count > 1 ? " and \(CountText.noun(stale.count - 1, "other"))" : ""
    throw CommandError(
      .refused, "the plan is stale, the org has changed since it was made: \(what)\(more): nothing was done",
      hint: "look at what it would be now and save it again with writ plan --out FILE")
  }
}

extension JournalEntry {
  /// The action that the entry stands for.
  fileprivate var identity: ActionIdentity {
    switch kind {
    case .create: ActionIdentity(verb: .create, key: key, messageIndex: nil)
    case .message(_, let index): ActionIdentity(verb: .message, key: key, messageIndex: index)
    }
  }
}
