package import Model

/// The diff: declarations × facts → plan. Pure, and linear in both.
package struct Planner: Sendable {
  /// What a person has allowed beforehand.
  package struct Consent: Hashable, Sendable {
    /// Send a message once more that may have been sent: at least once rather than at most once.
    package var resendsAmbiguousMessages: Bool
    /// Send messages to existing requests that no run of this state created.
    package var sendsWithheldMessages: Bool

    package init(resendsAmbiguousMessages: Bool = false, sendsWithheldMessages: Bool = false) {
      self.resendsAmbiguousMessages = resendsAmbiguousMessages
      self.sendsWithheldMessages = sendsWithheldMessages
    }
  }

  private(set) var facts: PlanningFacts
  private let consent: Consent
  let remedies: PlanRemedies
  private var matches: ExistingMatches

  /// A planner for these facts, whose existing requests are indexed once: what the org says later is added.
  package init(facts: PlanningFacts, consent: Consent = Consent(), remedies: PlanRemedies = PlanRemedies()) {
    self.facts = facts
    self.consent = consent
    self.remedies = remedies
    matches = ExistingMatches(facts.existing, claims: facts.claims)
    self.facts.existing = []
  }

  /// Takes in what a retrieval said of an existing request: its field values, and its decision.
  package mutating func add(retrieved request: ExistingRequest) { matches.add(retrieved: request) }

  /// The existing request with this id, if it is one of the facts.
  package func existing(_ id: RequestID) -> ExistingRequest? { matches[id] }

  /// Takes in how far existing requests have come, as retrievals have shown before.
  package mutating func add(courses: [RequestID: RequestCourse]) {
    for (id, course) in courses { matches.add(course, of: id) }
  }

  /// Takes in where an existing request stands now, as a retrieval has just shown.
  package mutating func add(current request: ExistingRequest) { matches.add(current: request) }

  /// Takes in why the org does not show some requests in full: one line each.
  package mutating func add(unreadable: [RequestID: String]) {
    facts.unreadable.merge(unreadable) { first, _ in first }
  }

  /// Takes in why some requests cannot be created: one line each, and the first for a key counts.
  package mutating func add(obstacles: [RequestKey: String]) { facts.obstacles.merge(obstacles) { first, _ in first } }

  /// Why some requests cannot be created, as far as that was added.
  package var obstacles: [RequestKey: String] { facts.obstacles }

  /// The plan for the declarations, given in any order; `orgURL` is `https://host`.
  package func plan(_ declarations: [RequestDeclaration], orgURL: String) -> Plan {
    let sorted = declarations.sorted { $0.place < $1.place }
    var all: [PlannedAction] = []
    all.reserveCapacity(sorted.count)
    for declaration in sorted { all += actions(for: declaration) }
    return Plan(orgURL: orgURL, actions: all)
  }

  // MARK: What is asked of the org before

  /// For each declaration the key under which it would be created; `nil` where its request exists and no further one may
  /// be made.
  package func keysToCreate(for declarations: [RequestDeclaration]) -> [RequestKey?] {
    declarations.map { declaration in
      let resolved = resolved(declaration)
      let candidates = candidates(for: resolved)
      return candidates.isEmpty || isFurtherAttempt(resolved, after: candidates) ? resolved.key : nil
    }
  }

  /// The existing requests whose field values have to be retrieved before they can be compared: they are declared with
  /// field values, the list does not show theirs, and no earlier run remembers them.
  package func requestsToCompare(for declarations: [RequestDeclaration]) -> [RequestID] {
    declarations.compactMap { declaration in
      let declaration = resolved(declaration)
      guard !declaration.fieldValues.isEmpty, let existing = current(of: candidates(for: declaration), declaration),
        existing.fieldValues == nil, recordedFields(of: existing, declaration: declaration) == nil
      else { return nil }
      return existing.id
    }
  }

  /// The existing requests whose decision is not known: those that a further attempt depends on, and all others.
  package func requestsToDecide(for declarations: [RequestDeclaration]) -> UndecidedRequests {
    var found = UndecidedRequests()
    for declaration in declarations {
      let declaration = resolved(declaration)
      let candidates = candidates(for: declaration)
      let isNeeded = candidates.count < declaration.attempt
      for request in candidates where request.decision == nil {
        if isNeeded { found.needed.append(request.id) } else { found.others.append(request.id) }
      }
    }
    return found
  }

  // MARK: Actions

  private func actions(for written: RequestDeclaration) -> [PlannedAction] {
    let declaration = resolved(written)
    let candidates = candidates(for: declaration)
    guard let current = current(of: candidates, declaration), !isFurtherAttempt(declaration, after: candidates) else {
      return create(declaration, after: candidates)
    }
    return actions(for: declaration, existing: current, among: candidates)
  }

  private func create(_ declaration: RequestDeclaration, after candidates: [ExistingRequest]) -> [PlannedAction] {
    if let obstacle = obstacle(to: declaration) {
      return [
        PlannedAction(
          verb: .blocked, declaration: declaration, existing: candidates.last, reason: obstacle.reason,
          mayBeDone: obstacle.mayBeDone)
      ]
    }
    let history = facts.history[declaration.key]
    let attempt = max(candidates.count, history?.lastAttempt ?? 0) + 1
    let isUnderWay = history?.isUnderWayElsewhere ?? false
    let before = candidates.last.map { "request \($0.id.text) \($0.endText), and this is attempt \(attempt)" }
    let create = PlannedAction(
      verb: .create, declaration: declaration, attempt: attempt, knownRequests: Set(candidates.map(\.id)),
      reason: isUnderWay
        ? "another run is creating it" : before ?? "no request with this type, requester and subject exists")
    return [create] + messageActions(for: declaration, existing: nil)
  }

  private func actions(
    for declaration: RequestDeclaration, existing: ExistingRequest, among candidates: [ExistingRequest]
  ) -> [PlannedAction] {
    let messages = messageActions(for: declaration, existing: messageTarget(of: candidates, declaration) ?? existing)
    let known = existing.fieldValues ?? recordedFields(of: existing, declaration: declaration)
    if let reason = Drift.reason(declared: declaration.fieldValues, existing: known) {
      let changed = PlannedAction(
        verb: .changed, declaration: declaration, existing: existing,
        reason: "\(reason); the API has no update, so this is only reported")
      return [changed] + messages
    }
    guard messages.isEmpty else { return messages }
    return [
      PlannedAction(
        verb: .unchanged, declaration: declaration, existing: existing,
        reason: reason(for: existing, among: candidates, declaration))
    ]
  }

  /// `nil` where it only says where the request stands.
  private func reason(
    for existing: ExistingRequest, among candidates: [ExistingRequest], _ declaration: RequestDeclaration
  ) -> String? {
    let number = candidates.count > 1 ? ", one of \(candidates.count) with this key" : ""
    let isSame = existing.subject.utf8.elementsEqual(declaration.subject.utf8)
    let subject = isSame ? "" : ", its subject is \"\(existing.subject)\""
    let fields = facts.unreadable[existing.id].map { ", its fields could not be compared: \($0)" } ?? ""
    guard existing.endedWithoutAccess else {
      if candidates.count == 1, isSame, fields.isEmpty { return nil }
      return "request \(existing.id.text) is \(existing.status)\(number)\(subject)\(fields)"
    }
    let next = candidates.count + 1
    let hint = next <= 100 ? ": to ask again, write attempt: \(next)" : ""
    return "request \(existing.id.text) \(existing.endText)\(number)\(subject)\(hint)"
  }

  private func messageActions(for declaration: RequestDeclaration, existing: ExistingRequest?) -> [PlannedAction] {
    guard !declaration.messages.isEmpty else { return [] }
    var history = existing.flatMap { facts.messages[$0.id] } ?? MessageHistory()
    let isOurs = existing.map { facts.claims[$0.id] != nil } ?? true
    return declaration.messages.indices.compactMap { index in
      let text = Array(declaration.messages[index].utf8)
      if history.sent.takeOne(of: text) { return nil }
      let number = "message \(index + 1) of \(declaration.messages.count)"
      let isAmbiguous = history.ambiguous.takeOne(of: text)
      let (verb, reason) = disposition(isAmbiguous: isAmbiguous, isOurs: isOurs)
      return PlannedAction(
        verb: verb, declaration: declaration, messageIndex: index, existing: existing, reason: "\(number) \(reason)",
        mayBeDone: isAmbiguous)
    }
  }

  private func disposition(isAmbiguous: Bool, isOurs: Bool) -> (PlannedAction.Verb, reason: String) {
    let ambiguity = "may have been sent, its reply was lost, and messages cannot be read back"
    return switch (isAmbiguous, isOurs) {
    case (true, _) where consent.resendsAmbiguousMessages:
      (.message, "\(ambiguity): it is sent again, as allowed")
    case (true, _):
      (.blocked, "\(ambiguity): look in the org, then \(remedies.resolve), or \(remedies.resend)")
    case (false, false) where !consent.sendsWithheldMessages:
      (.withheld, "may have been sent already: no run of this state created the request")
    case (false, _): (.message, "has no record of having been sent")
    }
  }

  /// Why the declaration cannot be created, or `nil`.
  func obstacle(to declaration: RequestDeclaration) -> (reason: String, mayBeDone: Bool)? {
    if declaration.requester == nil && facts.ownUser == nil {
      return ("it names no user, and the org does not say whose token this is: name the user", false)
    }
    switch facts.history[declaration.key]?.ambiguousCreate {
    case .recent:
      return ("an earlier run sent it and its outcome is not known yet: apply looks it up first", true)
    case .hidden:
      let what = "an earlier run sent it, and the org's list hides requests that are there, so it may be there too"
      return ("\(what): look in the org, then \(remedies.resolve)", true)
    case .unclear(let id):
      let what = "an earlier run sent it, and request \(id.text) may be it or another one"
      return ("\(what): look in the org, then \(remedies.resolve)", true)
    case nil: break
    }
    if let other = matches.withoutRequester[declaration.key.withoutRequester] {
      let what = "the org does not name the requester of request \(other.text) with this type and subject"
      return ("\(what): it may be this one", false)
    }
    return facts.obstacles[declaration.key].map { ($0, false) }
  }

  // MARK: Existing requests

  func resolved(_ declaration: RequestDeclaration) -> RequestDeclaration {
    guard declaration.requester == nil else { return declaration }
    var resolved = declaration
    resolved.requester = facts.ownUser
    return resolved
  }

  /// The existing requests that may serve a declaration whose requester is resolved, oldest first.
  func candidates(for declaration: RequestDeclaration) -> [ExistingRequest] {
    let key = declaration.key
    return matches.requests(for: key, own: facts.history[key]?.requestIDs ?? [])
  }

  /// Whether several existing requests may serve a declaration whose requester is resolved.
  func mayHaveSeveralCandidates(_ declaration: RequestDeclaration) -> Bool {
    let key = declaration.key
    return matches.mayHaveSeveral(for: key, own: facts.history[key]?.requestIDs ?? [])
  }

  /// The one that counts: the newest that is not over without access, our own entries' first; else the last one.
  func current(of candidates: [ExistingRequest], _ declaration: RequestDeclaration) -> ExistingRequest? {
    guard candidates.count > 1 else { return candidates.first }
    let open = candidates.filter { !$0.endedWithoutAccess }
    let own = Set(facts.history[declaration.key]?.requestIDs ?? [])
    return open.last { own.contains($0.id) } ?? open.last ?? candidates.last
  }

  /// The request that our own entries went to last, also where there is a newer twin.
  private func messageTarget(of candidates: [ExistingRequest], _ declaration: RequestDeclaration) -> ExistingRequest? {
    guard candidates.count > 1, let own = facts.history[declaration.key]?.requestIDs.last else { return nil }
    return candidates.first { $0.id == own }
  }

  /// Whether a further request may be made: fewer than `attempt` exist, and each of them is over without access.
  func isFurtherAttempt(_ declaration: RequestDeclaration, after candidates: [ExistingRequest]) -> Bool {
    !candidates.isEmpty && candidates.count < declaration.attempt
      && candidates.allSatisfy(\.endedWithoutAccess)
  }

  private func recordedFields(of existing: ExistingRequest, declaration: RequestDeclaration) -> [RequesterFieldValue]? {
    guard let history = facts.history[declaration.key], history.requestIDs.last == existing.id else { return nil }
    return history.fieldValues
  }
}

/// Existing requests whose decision is not known.
package struct UndecidedRequests: Hashable, Sendable {
  /// Those that a further attempt depends on.
  package var needed: [RequestID] = []
  /// All others.
  package var others: [RequestID] = []
}

extension ExistingRequest {
  /// How it ended, for a request that is over without access.
  var endText: String {
    switch decision {
    case .denied: "was denied"
    case .failed: "was approved, and the org could not give the access"
    case .removed: "was granted, and the access has ended"
    case .expired: "has expired"
    case .canceled: "was canceled"
    case .approved, .done: "was approved"
    case .undecided, nil: "is \(status)"
    }
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
