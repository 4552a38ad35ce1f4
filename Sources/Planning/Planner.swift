package import RequestModel

/// The diff: declarations × facts → plan. Pure, and linear in both.
package struct Planner: Sendable {
  private let facts: PlanningFacts
  private let resendsDoubtfulMessages: Bool
  private let matches: ExistingMatches

  /// `resendsDoubtfulMessages` plans a message that may have been sent once more, so that it arrives at least once;
  /// without it such a message is blocked, so that it arrives at most once.
  package init(facts: PlanningFacts, resendsDoubtfulMessages: Bool = false) {
    self.facts = facts
    self.resendsDoubtfulMessages = resendsDoubtfulMessages
    self.matches = ExistingMatches(facts.existing)
  }

  package func plan(_ declarations: [RequestDeclaration], orgURL: String) -> Plan {
    let sorted = declarations.sorted { $0.place < $1.place }
    return Plan(orgURL: orgURL, actions: sorted.flatMap(actions))
  }

  /// The existing requests whose field values have to be retrieved before drift can be told: they are declared with
  /// field values, the list left theirs out, and no earlier run remembers them.
  package func requestsToRetrieve(for declarations: [RequestDeclaration]) -> [RequestID] {
    declarations.compactMap { declaration in
      guard !declaration.fieldValues.isEmpty, let existing = existing(for: resolved(declaration)),
        existing.fieldValues == nil, recordedFields(of: existing, declaration: resolved(declaration)) == nil
      else { return nil }
      return existing.id
    }
  }

  /// The request types of what would be created: those worth asking the org about.
  package func requestTypesToCreate(in declarations: [RequestDeclaration]) -> Set<RequestTypeID> {
    var types: Set<RequestTypeID> = []
    for declaration in declarations where !types.contains(declaration.requestTypeID) {
      if keyToCreate(declaration) != nil { types.insert(declaration.requestTypeID) }
    }
    return types
  }

  /// The key under which a declaration would be created; `nil` where its request exists.
  package func keyToCreate(_ declaration: RequestDeclaration) -> RequestKey? {
    let resolved = resolved(declaration)
    return existing(for: resolved) == nil ? resolved.key : nil
  }

  private func actions(for written: RequestDeclaration) -> [PlannedAction] {
    let declaration = resolved(written)
    if let existing = existing(for: declaration) {
      return actions(for: declaration, existing: existing)
    }
    if let reason = obstacle(to: declaration) {
      return [PlannedAction(verb: .blocked, declaration: declaration, reason: reason)]
    }
    let create = PlannedAction(
      verb: .create, declaration: declaration, reason: "no request with this type, requester and subject exists")
    return [create] + messageActions(for: declaration, existing: nil)
  }

  private func actions(for declaration: RequestDeclaration, existing: ExistingRequest) -> [PlannedAction] {
    let messages = messageActions(for: declaration, existing: existing)
    let drift = Drift(
      declared: declaration.fieldValues,
      existing: existing.fieldValues ?? recordedFields(of: existing, declaration: declaration))
    if let reason = drift.reason {
      let changed = PlannedAction(
        verb: .changed, declaration: declaration, existing: existing,
        reason: "\(reason); the API has no update, so this is only told")
      return [changed] + messages
    }
    guard messages.isEmpty else { return messages }
    return [
      PlannedAction(
        verb: .unchanged, declaration: declaration, existing: existing, reason: matches.reason(for: existing))
    ]
  }

  private func messageActions(for declaration: RequestDeclaration, existing: ExistingRequest?) -> [PlannedAction] {
    guard !declaration.messages.isEmpty else { return [] }
    var history = existing.flatMap { facts.messages[$0.id] } ?? MessageHistory()
    return declaration.messages.indices.compactMap { index in
      let text = Array(declaration.messages[index].utf8)
      if history.sent.takeOne(of: text) { return nil }
      let number = "message \(index + 1) of \(declaration.messages.count)"
      let isDoubtful = history.doubtful.takeOne(of: text)
      return PlannedAction(
        verb: isDoubtful && !resendsDoubtfulMessages ? .blocked : .message, declaration: declaration,
        messageIndex: index, existing: existing,
        reason: isDoubtful ? "\(number) \(doubtReason)" : "\(number) has no record of having been sent")
    }
  }

  private var doubtReason: String {
    let doubt = "may have been sent, its reply was lost, and messages cannot be read back"
    return resendsDoubtfulMessages
      ? "\(doubt): it is sent again as --resend-doubtful-messages asks"
      : "\(doubt): look in the org, then use writ journal resolve, or --resend-doubtful-messages"
  }

  /// Why the declaration cannot be created, or `nil`.
  private func obstacle(to declaration: RequestDeclaration) -> String? {
    if declaration.requester == nil && facts.ownUser == nil {
      return "it names no user, and the org does not tell whose token this is: name the user"
    }
    if facts.history[declaration.key]?.hasDoubtfulCreate == true {
      return "an earlier run sent it and its outcome is not known yet: apply looks it up first"
    }
    return facts.obstacles[declaration.key]
  }

  private func resolved(_ declaration: RequestDeclaration) -> RequestDeclaration {
    guard declaration.requester == nil else { return declaration }
    var resolved = declaration
    resolved.requester = facts.ownUser
    return resolved
  }

  private func existing(for declaration: RequestDeclaration) -> ExistingRequest? {
    let recorded = facts.history[declaration.key]?.requestID
    return recorded.flatMap { matches.byID[$0] } ?? matches.byKey[declaration.key]
  }

  private func recordedFields(of existing: ExistingRequest, declaration: RequestDeclaration) -> [RequesterFieldValue]? {
    guard let history = facts.history[declaration.key], history.requestID == existing.id else { return nil }
    return history.fieldValues
  }
}

extension [[UInt8]: Int] {
  /// Whether there was one left of `text`; it is taken.
  fileprivate mutating func takeOne(of text: [UInt8]) -> Bool {
    guard let left = self[text], left > 0 else { return false }
    self[text] = left - 1
    return true
  }
}
