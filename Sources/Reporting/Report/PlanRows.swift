package import Applying
package import Planning
package import Model

/// A report's rows for what a plan has to do, and for what a run has done of it.
package struct PlanRows: Sendable {
  /// What became of an action.
  package struct Result: Hashable, Sendable {
    /// How it ended.
    package var outcome: ApplyOutcome
    /// The request that it made, or went to.
    package var requestID: RequestID?
    /// What the org or the network said, if it did not succeed.
    package var detail: String?

    package init(outcome: ApplyOutcome, requestID: RequestID?, detail: String?) {
      self.outcome = outcome
      self.requestID = requestID
      self.detail = detail
    }
  }

  /// Where a declaration has several actions, the first of these words stands for it.
  private static let precedence = [
    "ambiguous", "rejected", "failed", "blocked", "skipped", "remaining", "taken", "changed", "created", "create",
    "canceled", "cancel", "adopted", "message", "messaged", "unchanged", "withheld",
  ]

  /// The users' logins, where they are known.
  package var logins: [UserID: String]
  /// The request types that are known, for their names.
  package var requestTypes: [RequestTypeID: RequestType]

  package init(logins: [UserID: String], requestTypes: [RequestTypeID: RequestType]) {
    self.logins = logins
    self.requestTypes = requestTypes
  }

  /// What is to be done, by the plan's verbs.
  package func rows(of plan: Plan) -> [ReportRow] {
    rows(of: plan) { action in (action.verb.rawValue, nil) }
  }

  /// What was done: `results` by action, and `recovered` the creates of earlier runs that were found. An action without a
  /// result is `remaining`.
  package func rows(
    of plan: Plan, results: [ActionIdentity: Result], recovered: Set<RequestKey> = []
  ) -> [ReportRow] {
    rows(of: plan) { action in
      guard action.verb.sendsCall else {
        let isFound = action.verb == .unchanged && recovered.contains(action.declaration.key)
        return (isFound ? ApplyOutcome.adopted.rawValue : action.verb.rawValue, nil)
      }
      guard let result = results[action.identity] else { return ("remaining", nil) }
      return (result.outcome.word(for: action), result)
    }
  }

  private func rows(
    of plan: Plan, _ status: (PlannedAction) -> (word: String, result: Result?)
  ) -> [ReportRow] {
    PlanEntry.grouped(plan.actions).flatMap(\.people).map { person in
      let all = person.actions.map { action in (action: action, status: status(action)) }
      let main = all.min { Self.rank($0.status.word) < Self.rank($1.status.word) } ?? all[0]
      let request = all.lazy.compactMap { $0.status.result?.requestID ?? $0.action.existing?.id }.first
      return row(main.action, main.status.word, main.status.result, request)
    }
  }

  /// The place of a word: that of a declaration with several actions is the first.
  static func rank(_ word: String) -> Int { precedence.firstIndex(of: word) ?? precedence.count }

  private func row(
    _ action: PlannedAction, _ word: String, _ result: Result?, _ request: RequestID?
  ) -> ReportRow {
    let declaration = action.declaration
    let type = declaration.requestTypeID
    let isPlain = result?.outcome == .done || word == "create" || word == "remaining"
    return ReportRow(
      name: declaration.name, requestTypeID: type, requestType: requestTypes[type]?.name,
      requester: declaration.requester, login: declaration.requester.flatMap { logins[$0] },
      subject: declaration.subject, attempt: max(action.attempt, 1), requestID: request, status: word,
      decision: action.existing?.decision?.rawValue,
      action: action.verb.sendsCall ? action.verb.rawValue : nil, created: action.existing?.created,
      lastUpdated: action.existing?.lastUpdated, reason: result?.detail ?? (isPlain ? nil : action.reason),
      place: declaration.place)
  }
}
