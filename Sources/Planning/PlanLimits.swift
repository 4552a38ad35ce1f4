import Model

/// Limits that a plan must keep to before anything is sent.
package struct PlanLimits: Hashable, Sendable {
  /// `nil`: no limit.
  package var maximumCreates: Int?

  /// `nil`: no limit.
  package var maximumCancels: Int?

  package init(maximumCreates: Int?, maximumCancels: Int? = nil) {
    self.maximumCreates = maximumCreates
    self.maximumCancels = maximumCancels
  }

  /// Why the plan is refused, or `nil`.
  package func refusal(of plan: Plan) -> String? {
    let summary = plan.summary
    return refusal("creates", summary.create, maximumCreates) ?? refusal("cancels", summary.cancel, maximumCancels)
  }

  private func refusal(_ verb: String, _ count: Int, _ maximum: Int?) -> String? {
    guard let maximum, count > maximum else { return nil }
    let noun = count == 1 ? "request" : "requests"
    return "the plan \(verb) \(count) \(noun), more than the maximum of \(maximum)"
  }
}

extension Plan {
  /// What another plan, made now over the same declarations, no longer agrees with; empty where this plan still holds.
  ///
  /// A create whose request is there now as it is declared is done, whoever did it: an earlier run of this very plan, on
  /// another machine perhaps, whose state is not at hand. Neither is a message a disagreement that is withheld now, since another
  /// state may have sent it, nor what `isDoneByUs`.
  package func staleActions(against now: Plan, isDoneByUs: (PlannedAction) -> Bool) -> [PlannedAction] {
    let there = Set(now.actions.filter { $0.isAboutFulfilledRequest }.map(\.declaration.key))
      .subtracting(now.actions.filter { $0.verb == .changed }.map(\.declaration.key))
    let withheld = now.actions.filter { $0.verb == .withheld }.map { action in
      ActionIdentity(verb: .message, key: action.declaration.key, messageIndex: action.messageIndex)
    }
    let current = Set(now.actions.map(\.identity) + withheld)
    let planned = Set(actions.map(\.identity))
    let gone = actions.filter { action in
      let isDone = action.verb == .create && there.contains(action.declaration.key)
      return action.verb.sendsCall && !isDone && !current.contains(action.identity) && !isDoneByUs(action)
    }
    let new = now.actions.filter { $0.verb.sendsCall && !planned.contains($0.identity) }
    return gone + new
  }
}

extension PlannedAction {
  /// Whether a request serves its declaration as it is declared.
  fileprivate var isAboutFulfilledRequest: Bool {
    switch verb {
    case .unchanged: true
    case .message, .withheld: existing != nil
    case .create, .cancel, .changed, .blocked: false
    }
  }
}
