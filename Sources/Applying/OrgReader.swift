import Foundation
package import Journaling
package import Planning
package import RequestModel
package import Throttling

/// Asks the org for all that a plan needs, with as few calls as possible: its list, and in addition only what the list and
/// the journal leave open.
package struct OrgReader<Service: RequestService>: Sendable {
  private let reader: ThrottledReader<Service>
  private let listLag: Duration

  /// `listLag` is how long the org's list may lag behind a create.
  package init(reader: ThrottledReader<Service>, listLag: Duration) {
    self.reader = reader
    self.listLag = listLag
  }

  /// Who the names in manifests stand for. `memory` is asked first, unless `ignoringCache`. Asks nothing where all are ids.
  /// Throws what the reader throws, a `DirectoryAccessError` or a `JournalError`.
  package func directory(
    for query: DirectoryQuery, memory: OrgMemory, ignoringCache: Bool
  ) async throws -> Directory {
    var directory = Directory()
    if !query.isEmpty {
      directory = try await DirectoryLookup(reader: reader, memory: memory, ignoresCache: ignoringCache).run(for: query)
    }
    if query.asksOwnUser { directory.ownUser = try await ownUser() }
    return directory
  }

  /// The token's own user, if the org shows it.
  private func ownUser() async throws(ReadFailure) -> UserID? {
    do throws(ReadFailure) {
      return try await reader.currentUser()
    } catch .service(.rejected), .service(.forbidden) {
      return nil  // such a declaration is blocked, with this reason
    }
  }

  /// The id of the org at this address, asked once for a state and an address; the state's rows for that org. Throws what the
  /// reader throws, or a `JournalError`.
  package func identified(_ mirror: Mirror) async throws -> Mirror {
    guard try mirror.identity() == .unknown else { return mirror }
    let id: OrgID?
    do throws(ReadFailure) {
      id = try await reader.organization()
    } catch .service(.rejected(let error)) where error.status == 404 {
      id = nil
    } catch .service(.unreachable(let reason, isLasting: true)) {
      throw ReadFailure.service(.unreachable(reason, isLasting: true))
    } catch .service {
      return mirror  // known by its address alone, and asked again the next time
    }
    return try mirror.learned(id)
  }

  /// The existing requests that matter to these declarations and to creates whose outcome is not known.
  ///
  /// `mirror` is brought up to date first; `ignoringCache` lists all requests for that. Where the outcome of a create is not known,
  /// the changes are read to their end. Requests that entries have created or adopted and that the list does not show are
  /// looked at one by one. Throws what the reader throws, `OrgReplacedError` or a `JournalError`.
  package func existing(
    for resolved: Resolution, entries: [JournalEntry], mirror: Mirror, ignoringCache: Bool, needsAll: Bool = false,
    onPage: @escaping @Sendable (_ listed: Int) -> Void
  ) async throws -> OrgSnapshot {
    let unknown = entries.filter { $0.isUnknownCreate(at: reader.time.date(), listLag: listLag.inSeconds) }
    let declared = resolved.keys
    let keys = declared.union(unknown.map(\.key))
    let refresh = MirrorRefresh(
      reader: reader, mirror: mirror, listLag: listLag, notBefore: .zero, onPage: onPage)
    let outcome = try await refresh.run(
      for: .init(keys: keys, needsAll: needsAll || !unknown.isEmpty, isFull: ignoringCache))
    var requests = try outcome.known ?? mirror.requests(keys: keys)
    requests += try mirror.requestsOfAnybody()
    let own = Set(entries.lazy.filter { keys.contains($0.key) }.compactMap(\.madeRequest))
    let known = try mirror.requests(keys: [], ids: own.subtracting(requests.map(\.id)))
    requests += known
    let answer = try await lookAtMissing(own.subtracting(requests.map(\.id)), mirror)
    requests += answer.found
    var evidence = OrgEvidence(
      clock: outcome.clock,
      newestMoment: try mirror.newestMoment().map { min($0, outcome.clock?.date ?? $0, reader.time.date()) },
      isShortList: try mirror.hasAtMost(LostReplyLookup<Service>.shortList), hidesRequests: try mirror.hidesRequests(),
      keys: declared.union(entries.map(\.key)), messagesNotBefore: messagesNotBefore(entries))
    evidence.unshown = outcome.unshown
    return OrgSnapshot(requests: requests, gone: answer.gone, evidence: evidence)
  }

  private func lookAtMissing(_ ids: Set<RequestID>, _ mirror: Mirror) async throws -> MissingRequests<Service>.Answer {
    guard !ids.isEmpty else { return .init() }
    let answer = try await MissingRequests(reader: reader, mirror: mirror).look(at: ids)
    try mirror.addUnlisted(answer.found)
    return answer
  }

  /// A message whose outcome is not known may still arrive: what is sent after it must come after it.
  private func messagesNotBefore(_ entries: [JournalEntry]) -> Duration {
    let now = reader.time.date()
    let last = entries.filter { $0.isMessage && $0.state.isAmbiguous }.compactMap(\.deadline).max()
    guard let last, last > now else { return .zero }
    return reader.time.now() + .seconds(last.timeIntervalSince(now)) + listLag
  }

  /// The facts for a plan, from the list and the journal's entries as they stand now, and what the org says of the users
  /// and the request types in use. Throws what the reader throws, or a `JournalError`.
  package func facts(
    for resolved: Resolution, in snapshot: OrgSnapshot, entries: [JournalEntry], mirror: Mirror,
    checks: PlanChecks
  ) async throws -> (facts: PlanningFacts, users: UserFindings, types: TypeResolution) {
    var facts = known(of: resolved, in: snapshot, entries)
    try await decide(&facts, resolved.declarations, mirror, checks: checks)
    let planner = Planner(facts: facts)
    let memory = OrgMemory(beside: mirror)
    let users = try await UserCheck(reader, memory: memory, checks: checks.users)
      .run(for: resolved, keyToCreate: planner.keyToCreate)
    let types = try await types(of: resolved, planner, memory: memory, checks: checks.requestTypes)
    facts.obstacles = types.obstacles.merging(users.obstacles) { _, user in user }
    if !checks.acceptsNewSubjects {
      let edited = EditedSubjects(types.declarations, planner, declared: checks.declaredKeys.union(resolved.keys))
      facts.obstacles.merge(edited.obstacles) { other, _ in other }
    }
    if checks.fieldValues {
      try await retrieve(Set(planner.requestsToCompare(for: types.declarations)), into: &facts, mirror)
    }
    return (facts, users, types)
  }

  /// What the org says of users named by their ids, where the mirror knows no request of theirs: for a set that cannot be
  /// planned anyway, so that all its errors are shown at once. Throws what the reader throws, or a `JournalError`.
  package func users(
    named resolved: Resolution, mirror: Mirror, checks: UserChecks
  ) async throws -> UserFindings {
    let known = Set(try mirror.requests(keys: resolved.keys).map(\.key))
    return try await UserCheck(reader, memory: OrgMemory(beside: mirror), checks: checks)
      .run(for: resolved) { known.contains($0.key) ? nil : $0.key }
  }

  /// Retrieves the decisions that further attempts depend on, and some more.
  private func decide(
    _ facts: inout PlanningFacts, _ declarations: [RequestDeclaration], _ mirror: Mirror, checks: PlanChecks
  ) async throws {
    guard checks.decisions else { return }
    let undecided = Planner(facts: facts).requestsToDecide(for: declarations)
    let others = undecided.others.prefix(PlanChecks.maximumDecisions)
    try await retrieve(Set(undecided.needed).union(others), into: &facts, mirror)
  }

  /// The declarations for which the org has several requests, after one reading of all changes: what other clients created in
  /// the meantime. Throws what the reader throws, `OrgReplacedError` or a `JournalError`.
  package func duplicates(
    of resolved: Resolution, entries: [JournalEntry], mirror: Mirror
  ) async throws -> [DuplicateRequests] {
    let org = try await existing(
      for: resolved, entries: entries, mirror: mirror, ignoringCache: false, needsAll: true, onPage: { _ in })
    return Planner(facts: known(of: resolved, in: org, entries)).duplicates(of: resolved.declarations)
  }

  /// What the org's list and the journal say, before anything more is asked.
  private func known(of resolved: Resolution, in org: OrgSnapshot, _ entries: [JournalEntry]) -> PlanningFacts {
    var facts = PlanningFacts(existing: org.requests, ownUser: resolved.ownUser)
    facts.add(entries, in: org, now: reader.time.date(), listLag: listLag.inSeconds)
    return facts
  }

  /// The declarations checked against their request types; a type that a problem is reported for was asked about just now.
  private func types(
    of resolved: Resolution, _ planner: Planner, memory: OrgMemory, checks: RequestTypeChecks
  ) async throws -> TypeResolution {
    guard !resolved.entries.isEmpty else {
      return TypeResolution(resolved, types: [:], keyToCreate: planner.keyToCreate)
    }
    var reading = RequestTypeFetcher(reader, memory: memory, checks: checks)
    try await reading.read(
      UsedTypes(toCreate: planner.requestTypesToCreate(in: resolved.declarations), byPrompt: resolved.typesByPrompt))
    while true {
      var types = TypeResolution(resolved, types: reading.facts, keyToCreate: planner.keyToCreate)
      types.refusal = reading.refusal
      guard try await reading.ask(unverified: types.doubted) else { return types }
    }
  }

  /// Retrieves requests in full. One that may not be seen keeps what is known of it, with the reason.
  private func retrieve(_ ids: Set<RequestID>, into facts: inout PlanningFacts, _ mirror: Mirror) async throws {
    var retrieved: [RequestID: ExistingRequest] = [:]
    for id in ids.sorted() {
      switch try await reader.look(at: id) {
      case .found(let request): retrieved[id] = request
      case .gone(let error), .hidden(let error): facts.unreadable[id] = error.text
      }
    }
    for (id, request) in retrieved {
      if let decision = request.decision { try mirror.keep(decision, of: id) }
    }
    for index in facts.existing.indices {
      guard let request = retrieved[facts.existing[index].id] else { continue }
      facts.existing[index].fieldValues = request.fieldValues
      facts.existing[index].decision = request.decision ?? facts.existing[index].decision
    }
  }
}
