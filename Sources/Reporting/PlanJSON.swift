package import Planning
package import Model

/// `plan --format json`: all actions, the counts, what applying them will cost, and what the org says against some.
package enum PlanJSON {
  /// `logins` are the users' logins, where they are known; `leftOut` diagnostics are counted, but not listed.
  package static func document(
    _ plan: Plan, forecast: Forecast, duplicates: [DuplicateRequests] = [], logins: [UserID: String] = [:],
    diagnostics: [Diagnostic] = [], leftOut: Int = 0
  ) -> OrderedJSON {
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
      "duplicates": DuplicateText.json(duplicates),
      "actions": .array(plan.actions.map { action($0, logins) }),
      "diagnosticsLeftOut": .integer(leftOut),
      "diagnostics": DiagnosticJSON.list(diagnostics),
    ])
  }

  /// One element of `actions`.
  private static func action(_ action: PlannedAction, _ logins: [UserID: String]) -> OrderedJSON {
    let existing = action.existing
    return .object(
      [.init("action", .string(action.verb.rawValue))] + subject(of: action) + [
        .init("login", action.declaration.requester.flatMap { logins[$0] }.map { .string($0) }),
        .init("existingId", existing.map { .string($0.id.text) }),
        .init("status", existing.map { .string($0.status) }),
        .init("decision", existing?.decision.map { .string($0.rawValue) }),
        .init("attempt", .integer(action.attempt)),
        .init("reason", .string(action.reason)),
      ])
  }

  /// The keys that name the request of an action and the place of its declaration, the same in every JSON output.
  package static func subject(of action: PlannedAction) -> [OrderedJSON.Member] {
    let declaration = action.declaration
    return [
      .init("name", declaration.name.map { .string($0) }),
      .init("requestTypeId", .string(declaration.requestTypeID.text)),
      .init("requester", declaration.requester.map { .string($0.text) }),
      .init("subject", .string(declaration.subject)),
      .init("message", action.messageIndex.map { .integer($0 + 1) }),
      .init("file", .string(declaration.place.file)),
      .init("line", .integer(Int(declaration.place.mark.line))),
      .init("column", .integer(Int(declaration.place.mark.column))),
    ]
  }

  private static func summary(_ summary: PlanSummary) -> OrderedJSON {
    .object([
      "create": .integer(summary.create),
      "cancel": .integer(summary.cancel),
      "message": .integer(summary.message),
      "withheld": .integer(summary.withheld),
      "unchanged": .integer(summary.unchanged),
      "denied": .integer(summary.denied),
      "changed": .integer(summary.changed),
      "blocked": .integer(summary.blocked),
    ])
  }
}
