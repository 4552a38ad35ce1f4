package import Planning
package import Model

/// `plan --format json`: all actions, the counts, what applying them will cost, and what the org says against some.
package enum PlanJSON {
  /// `logins` are the users' logins, where they are known; `leftOut` diagnostics are counted, but not listed; `groups` are the
  /// counts by a column of tables.
  package static func document(
    _ plan: Plan, forecast: Forecast, duplicates: [DuplicateRequests] = [], logins: [UserID: String] = [:],
    diagnostics: [Diagnostic] = [], leftOut: Int = 0, groups: PlanGroups? = nil
  ) -> OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "orgUrl": .string(plan.orgURL),
      "digest": .string(PlanDigest.hex(of: plan)),
      "summary": .object(members(of: plan.summary)),
      "by": groups?.json,
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

  /// The keys and numbers of `summary`.
  static func members(of summary: PlanSummary) -> [OrderedJSON.Member] {
    [
      .init("create", .integer(summary.create)),
      .init("cancel", .integer(summary.cancel)),
      .init("message", .integer(summary.message)),
      .init("withheld", .integer(summary.withheld)),
      .init("unchanged", .integer(summary.unchanged)),
      .init("denied", .integer(summary.denied)),
      .init("canceled", .integer(summary.canceled)),
      .init("changed", .integer(summary.changed)),
      .init("blocked", .integer(summary.blocked)),
    ]
  }
}
