package import Planning
import RequestModel

/// `plan --format json`: all actions, the counts, and what applying them will cost.
package enum PlanJSON {
  package static func document(_ plan: Plan, forecast: Forecast) -> OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "orgUrl": .string(plan.orgURL),
      "digest": .string(PlanDigest.hex(of: plan)),
      "summary": summary(plan.summary),
      "forecast": .object([
        "calls": .integer(forecast.calls),
        "seconds": .number(forecast.seconds),
        "assumed": .bool(forecast.isAssumed),
      ]),
      "actions": .array(plan.actions.map(action)),
    ])
  }

  /// An action as every JSON of Writ tells it.
  package static func action(_ action: PlannedAction) -> OrderedJSON {
    let declaration = action.declaration
    return .object([
      "action": .string(action.verb.rawValue),
      "name": declaration.name.map { .string($0) },
      "requestTypeId": .string(declaration.requestTypeID.text),
      "requester": declaration.requester.map { .string($0.text) },
      "subject": .string(declaration.subject),
      "message": action.messageIndex.map { .integer($0 + 1) },
      "file": .string(declaration.place.file),
      "line": .integer(Int(declaration.place.mark.line)),
      "column": .integer(Int(declaration.place.mark.column)),
      "existingId": action.existing.map { .string($0.id.text) },
      "status": action.existing.map { .string($0.status) },
      "reason": .string(action.reason),
    ])
  }

  private static func summary(_ summary: PlanSummary) -> OrderedJSON {
    .object([
      "create": .integer(summary.create),
      "message": .integer(summary.message),
      "unchanged": .integer(summary.unchanged),
      "changed": .integer(summary.changed),
      "blocked": .integer(summary.blocked),
    ])
  }
}
