package import Model

/// Which of the requests of declarations are taken back.
package enum CancelScope: Hashable, Sendable {
  /// All with the key of a declaration.
  case all
  /// Those among these.
  case only(Set<RequestID>)
  /// All with the key of a declaration but one: the one that entries of this state went to last, else the oldest.
  case duplicates

  /// Whether it says by their ids which requests are taken back.
  var namesRequests: Bool {
    if case .only = self { true } else { false }
  }
}

extension Planner {
  /// The plan that takes requests of these declarations back, each once, after a message where there is a `comment`.
  ///
  /// What is over without access has nothing to take back (unchanged), what is known to be decided, if only in part, can no longer
  /// be taken back (blocked), and the org decides about the rest. A comment that was sent already, or may have been, is not sent
  /// again.
  package func cancelPlan(
    for declarations: [RequestDeclaration], _ scope: CancelScope, comment: String? = nil, orgURL: String
  ) -> Plan {
    var planned: Set<RequestID> = []
    var actions: [PlannedAction] = []
    for written in declarations.sorted(by: { $0.place < $1.place }) {
      var declaration = resolved(written)
      if declaration.requester == nil, !scope.namesRequests {
        actions.append(
          PlannedAction(
            verb: .blocked, declaration: declaration, attempt: declaration.attempt,
            reason: "it names no user, and the org does not show whose token this is: a request may be anyone's"))
        continue
      }
      declaration.messages = comment.map { [$0] } ?? []
      for (number, request) in zip(1..., candidates(for: declaration)) {
        guard isTakenBack(request, among: candidates(for: declaration), declaration, scope),
          planned.insert(request.id).inserted
        else { continue }
        // Distinguishes the requests of one key.
        declaration.attempt = number
        actions += cancelActions(for: request, declaration)
      }
    }
    return Plan(orgURL: orgURL, actions: actions, purpose: .cancel)
  }

  /// The declarations for which the org has more than one request.
  package func declarationsWithSeveralRequests(_ declarations: [RequestDeclaration]) -> [RequestDeclaration] {
    declarations.filter { candidates(for: resolved($0)).count > 1 }
  }

  private func isTakenBack(
    _ request: ExistingRequest, among candidates: [ExistingRequest], _ declaration: RequestDeclaration,
    _ scope: CancelScope
  ) -> Bool {
    switch scope {
    case .all: return true
    case .only(let ids): return ids.contains(request.id)
    case .duplicates:
      let open = candidates.filter { !$0.endedWithoutAccess }
      let own = facts.history[declaration.key]?.requestIDs ?? []
      let kept = own.last { id in open.contains { $0.id == id } } ?? open.first?.id
      return open.count > 1 && !request.endedWithoutAccess && request.id != kept
    }
  }

  private func cancelActions(for request: ExistingRequest, _ declaration: RequestDeclaration) -> [PlannedAction] {
    func action(_ verb: PlannedAction.Verb, _ reason: String, mayBeDone: Bool = false) -> PlannedAction {
      PlannedAction(
        verb: verb, declaration: declaration, existing: request, attempt: declaration.attempt, reason: reason,
        mayBeDone: mayBeDone)
    }
    if request.endedWithoutAccess { return [action(.unchanged, "it \(request.endText)")] }
    guard request.mayBeCanceled else { return [action(.blocked, request.tooLateText)] }
    if facts.unknownCancels.contains(request.id) {
      let what = "an earlier run sent a cancel, and the org does not show what became of it"
      return [action(.blocked, "\(what): look at the request in the org", mayBeDone: true)]
    }
    let isOurs = facts.claims[request.id] != nil
    let cancel = action(
      .cancel, isOurs ? "no one has decided on it" : "no run of this state created it, and no one has decided on it")
    return (comment(of: declaration, on: request).map { [$0] } ?? []) + [cancel]
  }

  /// `nil` where there is none, or it was sent.
  private func comment(of declaration: RequestDeclaration, on request: ExistingRequest) -> PlannedAction? {
    guard let text = declaration.messages.first.map({ Array($0.utf8) }) else { return nil }
    let history = facts.messages[request.id] ?? MessageHistory()
    if history.sent[text, default: 0] > 0 { return nil }
    let mayBeSent = history.ambiguous[text, default: 0] > 0
    return PlannedAction(
      verb: mayBeSent ? .withheld : .message, declaration: declaration, messageIndex: 0, existing: request,
      attempt: declaration.attempt,
      reason: mayBeSent ? "the comment may have been sent, and messages cannot be read back" : "the comment goes first")
  }
}

extension ExistingRequest {
  /// Why it can no longer be canceled, for a request that is decided or over.
  package var tooLateText: String {
    let isDecidedInPart = isOpen && !mayBeCanceled && (decision ?? .undecided) == .undecided
    return "too late: it \(isDecidedInPart ? "is decided in part" : endText)"
  }
}
