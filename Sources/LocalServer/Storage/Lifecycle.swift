import OktaWire

/// The progress of a request: its approvals one after the other, then its one action. Coding keys are stored names.
struct Lifecycle: Hashable, Sendable, Codable {
  /// One approval.
  struct Step: Hashable, Sendable, Codable {
    /// 24 hexadecimal digits.
    var id: String
    /// Who approves, and the fields that they fill in.
    var approval: RequestTypeDefinition.Approval
    /// `nil` while it is pending.
    var completed: CompletedApproval?

    private enum CodingKeys: String, CodingKey {
      case id
      case approval = "asked"
      case completed = "decision"
    }
  }

  /// An approval that was given or denied (contract schema `request-approval-completed`).
  struct CompletedApproval: Hashable, Sendable, Codable {
    var approver: Approver
    var decision: Decision
    var decided: Timestamp
    /// `nil` where the approval has no fields.
    var fieldValues: [AnsweredField]?

    private enum CodingKeys: String, CodingKey {
      case approver = "by"
      case decision = "verdict"
      case decided = "moment"
      case fieldValues
    }
  }

  /// What grants the access.
  struct Action: Hashable, Sendable, Codable {
    /// 24 hexadecimal digits.
    var id: String
    var kind: RequestTypeDefinition.ResourceKind
    /// `nil` in a request that an earlier version of the program made; its request type may still know it.
    var resource: Resource?
    /// How long access lasts, in milliseconds; `nil`: it does not expire.
    var accessDuration: Int64?
    /// `nil` while it is pending.
    var outcome: Outcome?
  }

  /// What a request grants access to.
  struct Resource: Hashable, Sendable, Codable {
    var id: String
    var name: String
  }

  /// How the action ended, and when.
  struct Outcome: Hashable, Sendable, Codable {
    var status: ActionStatus
    var attempted: Timestamp
    /// When access ended; `nil`: it has not ended.
    var removed: Timestamp?
  }

  /// In the order in which they are decided.
  var steps: [Step]
  var action: Action
  var rule: LifecycleRule
  /// When the request was created, or its seed was applied.
  var startedAt: Timestamp
  /// Since when it has waited for the current approval, or for its action.
  var waitingSince: Timestamp

  init(
    steps: [Step], action: Action, rule: LifecycleRule = LifecycleRule(), startedAt: Timestamp
  ) {
    self.steps = steps
    self.action = action
    self.rule = rule
    self.startedAt = startedAt
    waitingSince = startedAt
  }

  /// The index of the approval that is decided next; `nil` where all are given, or one was denied.
  var currentStep: Int? {
    isDenied ? nil : steps.firstIndex { $0.completed == nil }
  }

  /// Whether an approval was denied, which ends the request.
  var isDenied: Bool {
    steps.contains { $0.completed?.decision == .denied }
  }

  private enum CodingKeys: String, CodingKey {
    case steps, action, rule, waitingSince
    case startedAt = "begun"
  }
}

/// A user as the API names one who decided.
struct Approver: Hashable, Sendable, Codable {
  var id: String
  /// At most 100 characters (contract schema `request-approval-completed`).
  var name: String
}

// MARK: Rules

/// When and how a request changes automatically, as its seed defines it. The rule of a request type applies to the
/// requests that are created while the type has it. Times are in milliseconds.
struct LifecycleRule: Hashable, Sendable, Codable {
  /// How long each approval waits, once it is the current one, until it is decided; `nil`: a person decides.
  var approveAfter: Int64?
  /// How approvals are decided; `nil`: approved. A denial is that of the first approval.
  var decision: Decision?
  /// How long the action takes after the last approval; `nil`: `defaultActionDelay` in a seed, and in the lifecycle of a
  /// request that its action never ends.
  var actionAfter: Int64?
  /// How the action ends; `nil`: it succeeds.
  var actionStatus: ActionStatus?
  /// How long after its creation a request is locked, in whatever state it is; `nil`: never.
  var lockAfter: Int64?

  /// Long enough for a client that polls to see a `PENDING` request.
  static let defaultActionDelay: Int64 = 1000

  /// This rule, with the values of `other` where it has any.
  func overridden(by other: LifecycleRule) -> LifecycleRule {
    LifecycleRule(
      approveAfter: other.approveAfter ?? approveAfter, decision: other.decision ?? decision,
      actionAfter: other.actionAfter ?? actionAfter, actionStatus: other.actionStatus ?? actionStatus,
      lockAfter: other.lockAfter ?? lockAfter)
  }
}

/// What an approver decides (contract schema `request-approval-completed`).
enum Decision: String, Hashable, Sendable, Codable, CaseIterable {
  case approved = "APPROVED"
  case denied = "DENIED"
}

/// How an action ended (contract schema `request-action-completed`).
enum ActionStatus: String, Hashable, Sendable, Codable, CaseIterable {
  case succeeded = "SUCCEEDED"
  case failed = "FAILED"
}

extension RequestTypeDefinition {
  /// The lifecycle of a new request whose resource has this name: every approval and its action are pending.
  func lifecycle(resourceName: String, rule: LifecycleRule? = nil, startedAt: Timestamp, nextID: () -> String)
    -> Lifecycle
  {
    var rule = rule ?? self.rule ?? LifecycleRule()
    rule.actionAfter = rule.actionAfter ?? LifecycleRule.defaultActionDelay
    return Lifecycle(
      steps: approvals.map { Lifecycle.Step(id: nextID(), approval: $0) },
      action: Lifecycle.Action(
        id: nextID(), kind: resourceKind, resource: Lifecycle.Resource(id: resourceID, name: resourceName),
        accessDuration: accessDuration.flatMap(AccessDuration.milliseconds)),
      rule: rule, startedAt: startedAt)
  }
}

// MARK: Transitions

/// A change that a request makes automatically, and when.
struct Transition: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// The rule decides the current approval.
    case decide
    /// The request type has no approvals: the action starts.
    case startAction
    /// The action is done.
    case finishAction
    /// Access expires.
    case removeAccess
    case lock
  }

  var kind: Kind
  var moment: Timestamp
}

/// The states of a request and all transitions between them.
///
/// ```
/// OPEN ──approved, more approvals──▶ OPEN ──last approval──▶ PENDING ──action done──▶ RESOLVED
/// OPEN ──denied──▶ RESOLVED        any ──lock──▶ LOCKED        undecided ──cancel──▶ CANCELED
/// ```
///
/// A request is open while it waits for a person, even with some approvals given (contract example
/// `request-get-pending-missing-one-approval`; Okta's support article on the statuses says the same); it is pending
/// while only its action is missing. A locked or canceled request takes no decisions; access that a locked one granted still
/// expires. Each transition is at least a millisecond later than the previous change, so that a client which asks for changes after
/// the last one that it knows misses none.
extension StoredRequest {
  /// The next automatic transition; `nil` where the request waits for a person or is final.
  var nextTransition: Transition? {
    guard let lifecycle = details?.lifecycle else { return nil }
    let transitions = [approvalTransition(lifecycle), removalTransition(lifecycle), lockTransition(lifecycle)]
      .compactMap { $0 }
    guard var next = transitions.min(by: { $0.moment < $1.moment }) else { return nil }
    next.moment = later(than: next.moment)
    return next
  }

  private func approvalTransition(_ lifecycle: Lifecycle) -> Transition? {
    guard status == .open || status == .pending else { return nil }
    if lifecycle.currentStep != nil {
      return lifecycle.rule.approveAfter.map { Transition(kind: .decide, moment: lifecycle.waitingSince.adding($0)) }
    }
    guard !lifecycle.isDenied, lifecycle.action.outcome == nil else { return nil }
    if status == .open { return Transition(kind: .startAction, moment: lifecycle.waitingSince) }
    return lifecycle.rule.actionAfter.map { Transition(kind: .finishAction, moment: lifecycle.waitingSince.adding($0)) }
  }

  private func removalTransition(_ lifecycle: Lifecycle) -> Transition? {
    guard let duration = lifecycle.action.accessDuration, let outcome = lifecycle.action.outcome,
      outcome.status == .succeeded, outcome.removed == nil
    else { return nil }
    return Transition(kind: .removeAccess, moment: outcome.attempted.adding(duration))
  }

  private func lockTransition(_ lifecycle: Lifecycle) -> Transition? {
    guard status != .locked, status != .canceled else { return nil }
    return lifecycle.rule.lockAfter.map { Transition(kind: .lock, moment: lifecycle.startedAt.adding($0)) }
  }

  /// Applies a transition; `approver` returns the user in whose name an approval is decided.
  mutating func apply(
    _ transition: Transition, approver: (RequestTypeDefinition.Approval) throws -> Approver
  ) rethrows {
    switch transition.kind {
    case .decide:
      guard let lifecycle = details?.lifecycle, let index = lifecycle.currentStep else { return }
      let step = lifecycle.steps[index]
      decide(
        Lifecycle.CompletedApproval(
          approver: try approver(step.approval), decision: lifecycle.rule.decision ?? .approved,
          decided: transition.moment, fieldValues: step.approval.automaticAnswers(at: transition.moment)))
    case .startAction:
      status = .pending
      details?.lifecycle.waitingSince = transition.moment
    case .finishAction:
      let end = details?.lifecycle.rule.actionStatus ?? .succeeded
      details?.lifecycle.action.outcome = Lifecycle.Outcome(status: end, attempted: transition.moment)
      status = .resolved
      resolved = transition.moment
    case .removeAccess: details?.lifecycle.action.outcome?.removed = transition.moment
    case .lock: status = .locked
    }
    lastUpdated = transition.moment
  }

  /// Completes the current approval.
  mutating func decide(_ completed: Lifecycle.CompletedApproval) {
    guard let index = details?.lifecycle.currentStep else { return }
    details?.lifecycle.steps[index].completed = completed
    details?.lifecycle.waitingSince = completed.decided
    if completed.decision == .denied {
      status = .resolved
      resolved = completed.decided
    } else if details?.lifecycle.currentStep == nil {
      status = .pending
    }
    (lastUpdated, lastUpdatedBy) = (completed.decided, completed.approver.id)
  }

  /// Takes it back in a user's name. Throws where an approval or the action is done, and where it was taken back before
  /// (Okta's reference, operation `updaterequest`).
  mutating func cancel(by user: String, at moment: Timestamp) throws(APIError) {
    if status == .canceled { throw .invalidUpdate("request status is already CANCELED.") }
    let lifecycle = details?.lifecycle
    let isUndecided = lifecycle?.steps.contains { $0.completed != nil } == false && lifecycle?.action.outcome == nil
    guard isUndecided, status != .resolved else {
      throw .invalidUpdate("one or more tasks are already resolved.")
    }
    status = .canceled
    (lastUpdated, lastUpdatedBy) = (moment, user)
  }

  /// `moment`, or a millisecond after the last change where that is later.
  func later(than moment: Timestamp) -> Timestamp {
    max(moment, lastUpdated.adding(1))
  }
}

extension Timestamp {
  /// The time this many milliseconds later.
  func adding(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: self.milliseconds + milliseconds)
  }
}
