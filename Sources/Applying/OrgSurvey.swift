package import Journaling
package import Planning
package import RequestModel
package import Throttling

/// What a plan asks the org beyond its list.
package struct OrgQuestions: Hashable, Sendable {
  /// Retrieve the field values of existing requests that neither the list nor the journal tells.
  package var fieldValues: Bool
  /// Which request types to ask about.
  package var requestTypes: TypeQuestions

  package init(fieldValues: Bool, requestTypes: TypeQuestions) {
    self.fieldValues = fieldValues
    self.requestTypes = requestTypes
  }
}

/// Asks the org for all that a plan needs, with as few calls as possible: its list, and beside it only what the list and
/// the journal leave open.
package struct OrgSurvey<Service: RequestService>: Sendable {
  private let reader: ThrottledReader<Service>
  private let settle: Duration

  /// `settle` is how long the org's list may lag behind a create.
  package init(reader: ThrottledReader<Service>, settle: Duration) {
    self.reader = reader
    self.settle = settle
  }

  /// Whom the names in manifests stand for. `memory` is asked first, unless `anew`. Asks nothing where all are ids.
  /// Throws what the reader throws, a `DirectoryRefusal` or a `JournalError`.
  package func directory(
    for questions: DirectoryQuestions, memory: OrgMemory, anew: Bool
  ) async throws -> Directory {
    var directory = Directory()
    if !questions.isEmpty {
      directory = try await DirectoryLookUp(reader: reader, memory: memory, anew: anew).run(for: questions)
    }
    if questions.asksOwnUser { directory.ownUser = try await ownUser() }
    return directory
  }

  /// The token's own user, if the org tells.
  private func ownUser() async throws(ReadFailure) -> UserID? {
    do throws(ReadFailure) {
      return try await reader.currentUser()
    } catch .service(.rejected), .service(.forbidden) {
      return nil  // such a declaration is blocked, with this reason
    }
  }

  /// The existing requests that matter to these declarations and to creates in doubt, and the org's clock.
  ///
  /// `mirror` is brought up to date first; `anew` lists all requests for that. Where a create is in doubt, the list is read
  /// only once it can be believed about it, and to its end. Throws what the reader throws, or a `JournalError`.
  package func existing(
    for resolved: Resolution, entries: [JournalEntry], mirror: Mirror, anew: Bool,
    onPage: @escaping @Sendable (_ listed: Int) -> Void
  ) async throws -> (requests: [ExistingRequest], clock: OrgClock?) {
    let doubts = entries.filter { $0.state.isInDoubt && !$0.isMessage }
    var keys = Set(doubts.map(\.key))
    for declaration in resolved.declarations {
      var key = declaration.key
      key.requester = key.requester ?? resolved.ownUser
      keys.insert(key)
    }
    let refresh = MirrorRefresh(
      reader: reader, mirror: mirror, settle: settle,
      notBefore: DoubtRecovery.settled(entries, settle: settle, time: reader.time), onPage: onPage)
    let outcome = try await refresh.run(for: .init(keys: keys, needsAll: !doubts.isEmpty, isFull: anew))
    let known = try outcome.known ?? mirror.requests(keys: keys)
    let ids = Set(entries.lazy.filter { keys.contains($0.key) }.compactMap(\.requestID)).subtracting(known.map(\.id))
    let requests = known + (try mirror.requests(keys: [], ids: ids))
    return (requests.sorted { ($0.created, $0.id) < ($1.created, $1.id) }, outcome.clock)
  }

  /// The facts for a plan, from the list and the journal's entries as they stand now, and what the org says of the users
  /// and the request types in use. Throws what the reader throws, or a `JournalError`.
  package func facts(
    for resolved: Resolution, existing: [ExistingRequest], entries: [JournalEntry],
    memory: OrgMemory, asking questions: OrgQuestions
  ) async throws -> (facts: PlanningFacts, inactive: InactiveUsers, types: TypeResolution) {
    var facts = PlanningFacts(existing: existing, ownUser: resolved.ownUser)
    facts.add(entries, now: reader.time.date(), settle: settle.inSeconds)
    let planner = Planner(facts: facts)
    let types = try await types(of: resolved, planner, memory: memory, asking: questions.requestTypes)
    let inactive = InactiveUsers(resolved, keyToCreate: planner.keyToCreate)
    facts.obstacles = types.obstacles.merging(inactive.obstacles) { _, user in user }
    if questions.fieldValues {
      try await addFieldValues(planner.requestsToRetrieve(for: types.declarations), to: &facts)
    }
    return (facts, inactive, types)
  }

  /// The declarations held against their request types; types that anything is told against were asked about just now.
  private func types(
    of resolved: Resolution, _ planner: Planner, memory: OrgMemory, asking questions: TypeQuestions
  ) async throws -> TypeResolution {
    guard !resolved.entries.isEmpty else {
      return TypeResolution(resolved, types: [:], keyToCreate: planner.keyToCreate)
    }
    var reading = RequestTypeReading(reader, memory: memory, questions: questions)
    try await reading.read(
      UsedTypes(toCreate: planner.requestTypesToCreate(in: resolved.declarations), byPrompt: resolved.typesByPrompt))
    while true {
      let types = TypeResolution(resolved, types: reading.facts, keyToCreate: planner.keyToCreate)
      guard try await reading.ask(doubted: types.doubted) else { return types }
    }
  }

  private func addFieldValues(_ ids: [RequestID], to facts: inout PlanningFacts) async throws(ReadFailure) {
    var values: [RequestID: [RequesterFieldValue]] = [:]
    for id in Set(ids).sorted() {
      values[id] = try await reader.retrieveRequest(id).fieldValues
    }
    for index in facts.existing.indices {
      if let retrieved = values[facts.existing[index].id] { facts.existing[index].fieldValues = retrieved }
    }
  }
}
