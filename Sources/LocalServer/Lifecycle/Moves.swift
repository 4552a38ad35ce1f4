import OktaWire

/// What a request does by itself, and when.
struct Move: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// The rule decides the approval whose turn it is.
    case decide
    /// No approval is asked: the action begins.
    case begin
    /// The action is done.
    case act
    /// The time of access is over.
    case removeAccess
    case lock
  }

  var kind: Kind
  var moment: Timestamp
}

/// The states of a request and every way from one to the next.
///
/// ```
/// OPEN ──approved, others missing──▶ OPEN ──last one approved──▶ PENDING ──action done──▶ RESOLVED
/// OPEN ──denied──▶ RESOLVED                                any ──lock──▶ LOCKED
/// ```
///
/// A request is open while a person has to do something, even with some approvals given (contract example
/// `request-get-pending-missing-one-approval`; Okta's support article on the statuses says the same); it is pending
/// while its action is all that is missing. A locked request is decided by nobody any more; access that it gave still
/// ends. Each move is at least a millisecond later than the change before, so that a client which asks for what changed
/// after the last change that it knows misses none.
extension StoredRequest {
  /// The next move that the request makes by itself; `nil` where it waits for people or is at its end.
  var nextMove: Move? {
    guard let course = details?.course else { return nil }
    let moves = [onward(course), removal(course), locking(course)].compactMap { $0 }
    guard var next = moves.min(by: { $0.moment < $1.moment }) else { return nil }
    next.moment = later(than: next.moment)
    return next
  }

  private func onward(_ course: Course) -> Move? {
    guard status == .open || status == .pending else { return nil }
    if course.turn != nil {
      return course.rule.approveAfter.map { Move(kind: .decide, moment: course.waitingSince.adding($0)) }
    }
    guard !course.isDenied, course.action.outcome == nil else { return nil }
    if status == .open { return Move(kind: .begin, moment: course.waitingSince) }
    return course.rule.actionAfter.map { Move(kind: .act, moment: course.waitingSince.adding($0)) }
  }

  private func removal(_ course: Course) -> Move? {
    guard let duration = course.action.accessDuration, let outcome = course.action.outcome,
      outcome.status == .succeeded, outcome.removed == nil
    else { return nil }
    return Move(kind: .removeAccess, moment: outcome.attempted.adding(duration))
  }

  private func locking(_ course: Course) -> Move? {
    guard status != .locked else { return nil }
    return course.rule.lockAfter.map { Move(kind: .lock, moment: course.begun.adding($0)) }
  }

  /// Makes a move of its own; `approver` is asked for where one is to be named.
  mutating func make(_ move: Move, approver: (RequestTypeDefinition.Approval) throws -> Person) rethrows {
    switch move.kind {
    case .decide:
      guard let course = details?.course, let turn = course.turn else { return }
      let step = course.steps[turn]
      decide(
        Course.Decision(
          by: try approver(step.asked), verdict: course.rule.decision ?? .approved, moment: move.moment,
          fieldValues: step.asked.likelyAnswers(at: move.moment)))
    case .begin:
      status = .pending
      details?.course.waitingSince = move.moment
    case .act:
      let end = details?.course.rule.actionStatus ?? .succeeded
      details?.course.action.outcome = Course.Outcome(status: end, attempted: move.moment)
      status = .resolved
      resolved = move.moment
    case .removeAccess: details?.course.action.outcome?.removed = move.moment
    case .lock: status = .locked
    }
    lastUpdated = move.moment
  }

  /// Decides the approval whose turn it is.
  mutating func decide(_ decision: Course.Decision) {
    guard let turn = details?.course.turn else { return }
    details?.course.steps[turn].decision = decision
    details?.course.waitingSince = decision.moment
    if decision.verdict == .denied {
      status = .resolved
      resolved = decision.moment
    } else if details?.course.turn == nil {
      status = .pending
    }
    (lastUpdated, lastUpdatedBy) = (decision.moment, decision.by.id)
  }

  /// The moment of a change at `moment`: later than every change before.
  func later(than moment: Timestamp) -> Timestamp {
    max(moment, lastUpdated.adding(1))
  }
}

extension Timestamp {
  /// So many milliseconds later.
  func adding(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: self.milliseconds + milliseconds)
  }
}

extension RequestTypeDefinition.Approval {
  /// What a rule answers for an approver: what is required as well as it can, and nothing else; `nil` where nothing is
  /// asked.
  func likelyAnswers(at moment: Timestamp) -> [AnsweredField]? {
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
