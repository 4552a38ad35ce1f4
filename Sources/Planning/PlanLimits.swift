package import Model

/// Limits that a plan must keep to before anything is sent; `nil`: no limit.
package struct PlanLimits: Hashable, Sendable {
  /// Something that is limited.
  package enum Limit: Sendable {
    /// The flag is `--max-creates`, `--max-creates-per-user` or `--max-cancels`.
    case creates, createsPerUser, cancels
  }

  /// What a plan goes beyond.
  package struct Refusal: Hashable, Sendable {
    /// The first limit that is not kept.
    package var limit: Limit
    /// `the plan creates 5 requests, more than the maximum of 4`
    package var text: String
  }

  /// How many requests a plan may create.
  package var maximumCreates: Int?
  /// How many requests a plan may create for one user.
  package var maximumCreatesPerUser: Int?
  /// How many requests a plan may cancel.
  package var maximumCancels: Int?

  package init(maximumCreates: Int? = nil, maximumCreatesPerUser: Int? = nil, maximumCancels: Int? = nil) {
    self.maximumCreates = maximumCreates
    self.maximumCreatesPerUser = maximumCreatesPerUser
    self.maximumCancels = maximumCancels
  }

  /// Why the plan is refused, or `nil`. `logins` are the names of users, where they are known.
  package func refusal(of plan: Plan, logins: [UserID: String] = [:]) -> Refusal? {
    let summary = plan.summary
    return refusal(.creates, "creates", summary.create, maximumCreates)
      ?? refusalForUsers(of: plan, logins: logins)
      ?? refusal(.cancels, "cancels", summary.cancel, maximumCancels)
  }

  private func refusal(_ limit: Limit, _ verb: String, _ count: Int, _ maximum: Int?) -> Refusal? {
    guard let maximum, count > maximum else { return nil }
    return Refusal(
      limit: limit, text: "the plan \(verb) \(Self.requests(count)), more than the maximum of \(maximum)")
  }

  /// Names the user with the most, and counts the others. The token's own user is a user as well.
  private func refusalForUsers(of plan: Plan, logins: [UserID: String]) -> Refusal? {
    guard let maximum = maximumCreatesPerUser else { return nil }
    let creates = plan.actions.lazy.filter { $0.verb == .create }.map(\.declaration.requester)
    let beyond = Dictionary(creates.map { ($0, 1) }, uniquingKeysWith: +).filter { $0.value > maximum }
    guard let most = beyond.max(by: { ($0.value, $1.key?.text ?? "") < ($1.value, $0.key?.text ?? "") }) else {
      return nil
    }
    let name = most.key.map { logins[$0] ?? $0.text } ?? "the token's own user"
    let others = beyond.count - 1
    let more = others == 0 ? "" : " (\(others) other \(others == 1 ? "user" : "users") as well)"
    let text = "the plan creates \(Self.requests(most.value)) for \(name), more than the maximum of \(maximum) per user"
    return Refusal(limit: .createsPerUser, text: text + more)
  }

  private static func requests(_ count: Int) -> String { count == 1 ? "1 request" : "\(count) requests" }
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
