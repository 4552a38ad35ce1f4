package import Applying
package import Journaling
package import Planning
package import Model

/// The objects that `apply --format json` prints, one a line; `ApplySummary` is the last.
package enum ApplyJSON {
  /// The first: the run, and what its plan has to do.
  package static func started(_ run: JournalRun, _ plan: PlanSummary) -> OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "type": .string("started"),
      "run": .string(run.id.text),
      "orgUrl": .string(run.orgURL),
      "digest": .string(run.planDigest),
      "create": .integer(plan.create),
      "cancel": .integer(plan.cancel),
      "message": .integer(plan.message),
      "withheld": .integer(plan.withheld),
      "unchanged": .integer(plan.unchanged),
      "changed": .integer(plan.changed),
      "blocked": .integer(plan.blocked),
    ])
  }

  /// What the org says against a declared request.
  package static func diagnostic(_ diagnostic: Diagnostic) -> OrderedJSON {
    let head = [OrderedJSON.Member("formatVersion", OrderedJSON.formatVersion), .init("type", .string("diagnostic"))]
    return .object(head + DiagnosticJSON.members(of: diagnostic))
  }

  /// What became of an action.
  package static func action(
    _ action: PlannedAction, outcome: ApplyOutcome, requestID: RequestID?, detail: String?
  ) -> OrderedJSON {
    object(action, outcome: outcome.rawValue, requestID: requestID, detail: detail)
  }

  /// An action that the plan does not try.
  package static func untried(_ action: PlannedAction) -> OrderedJSON {
    object(action, outcome: action.verb.rawValue, requestID: action.existing?.id, detail: action.reason)
  }

  private static func object(
    _ action: PlannedAction, outcome: String, requestID: RequestID?, detail: String?
  ) -> OrderedJSON {
    .object(
      [
        .init("formatVersion", OrderedJSON.formatVersion),
        .init("type", .string("action")),
        .init("action", .string(action.verb.rawValue)),
        .init("outcome", .string(outcome)),
        .init("requestId", requestID.map { .string($0.text) }),
      ] + PlanJSON.subject(of: action) + [.init("detail", detail.map { .string($0) })])
  }
}
