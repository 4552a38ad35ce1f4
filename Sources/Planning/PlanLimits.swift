import Model

/// Limits that a plan must keep to before anything is sent.
package struct PlanLimits: Hashable, Sendable {
  /// `nil`: no limit.
  package var maximumCreates: Int?

  package init(maximumCreates: Int?) {
    self.maximumCreates = maximumCreates
  }

  /// Why the plan is refused, or `nil`.
  package func refusal(of plan: Plan) -> String? {
    let creates = plan.summary.create
    guard let maximumCreates, creates > maximumCreates else { return nil }
    let noun = creates == 1 ? "request" : "requests"
    return "the plan creates \(creates) \(noun), more than the maximum of \(maximumCreates)"
  }
}

extension Plan {
  /// What another plan, made now over the same declarations, no longer agrees with; empty where this plan still holds.
  ///
  /// Work that is gone because an earlier run of this very plan did it is not a disagreement, nor is a message that is withheld
  /// now: another state may have sent it.
  package func staleActions(against now: Plan, isDoneByUs: (PlannedAction) -> Bool) -> [PlannedAction] {
    let withheld = now.actions.filter { $0.verb == .withheld }.map { action in
      ActionIdentity(verb: .message, key: action.declaration.key, messageIndex: action.messageIndex)
    }
    let current = Set(now.actions.map(\.identity) + withheld)
    let planned = Set(actions.map(\.identity))
    let gone = actions.filter { $0.verb.sendsCall && !current.contains($0.identity) && !isDoneByUs($0) }
    let new = now.actions.filter { $0.verb.sendsCall && !planned.contains($0.identity) }
    return gone + new
  }
}
