import OktaWire

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
/// OPEN ──denied──▶ RESOLVED                                any ──lock──▶ LOCKED
/// ```
///
/// A request is open while it waits for a person, even with some approvals given (contract example
/// `request-get-pending-missing-one-approval`; Okta's support article on the statuses says the same); it is pending
/// while only its action is missing. A locked request takes no decisions; access that it granted still expires. Each
/// transition is at least a millisecond later than the previous change, so that a client which asks for changes after
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
    guard status != .locked else { return nil }
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

extension RequestTypeDefinition.Approval {
  /// What a rule answers for an approver: a plausible value for each required field, no others; `nil` where the approval
  /// has no fields.
  func automaticAnswers(at moment: Timestamp) -> [AnsweredField]? {
    fields.answered { field in
      guard field.isRequired else { return .null }
      switch field.kind {
      case .text: return .string("decided by the rule of the seed")
      case .dateTime: return .string(moment.text)
      case .select: return field.options.first.map { .selection([$0]) } ?? .null
      }
    }
  }
}

extension [RequestTypeDefinition.Field] {
  /// The same, each of them required.
  var required: Self {
    map { field in
      var field = field
      field.isRequired = true
      return field
    }
  }

  /// Every field with its value, as a request shows it; `nil` where there is none.
  func answered(_ answer: (RequestTypeDefinition.Field) -> FieldValueBody) -> [AnsweredField]? {
    if isEmpty { return nil }
    return map { field in
      AnsweredField(
        id: field.id, type: field.kind.rawValue, prompt: field.prompt, required: field.isRequired,
        value: answer(field))
    }
  }
}
