import Foundation
package import Journaling
package import Planning
package import Model
package import Throttling

/// Asks the org for all that a plan needs, with as few calls as possible: its list, and in addition only what the list and
/// the journal leave open.
package struct OrgReader<Service: RequestService>: Sendable {
  let reader: ThrottledReader<Service>
  let listLag: Duration

  /// `listLag` is how long the org's list may lag behind a create.
  package init(reader: ThrottledReader<Service>, listLag: Duration) {
    self.reader = reader
    self.listLag = listLag
  }

  /// Who the names in manifests stand for. `memory` is asked first, unless `ignoringCache`. Asks nothing where all are ids.
  /// Throws what the reader throws, a `DirectoryAccessError` or a `JournalError`.
  package func directory(
    for query: DirectoryQuery, lookups: LookupCache, ignoringCache: Bool
  ) async throws -> Directory {
    var directory = Directory()
    if !query.isEmpty {
      directory = try await DirectoryLookup(reader: reader, lookups: lookups, ignoresCache: ignoringCache).run(
        for: query)
    }
    if query.includesOwnUser { directory.ownUser = try await ownUser() }
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
  package func identified(_ cache: RequestCache) async throws -> RequestCache {
    guard try await cache.identity() == .unknown else { return cache }
    let id: OrgID?
    do throws(ReadFailure) {
      id = try await reader.organization()
    } catch .service(.rejected(let error)) where error.status == 404 {
      id = nil
    } catch .service(.unreachable(let reason, isLasting: true)) {
      throw ReadFailure.service(.unreachable(reason, isLasting: true))
    } catch .service {
      return cache  // known by its address alone, and asked again the next time
    }
    return try await cache.recordOrgID(id)
  }

  /// The existing requests that matter to these declarations and to creates whose outcome is not known.
  ///
  /// `cache` is brought up to date first; `ignoringCache` lists all requests for that. Where the outcome of a create is not known,
  /// the changes are read to their end. Requests that entries have created or adopted and that the list does not show are
  /// looked at one by one. Throws what the reader throws, `OrgReplacedError` or a `JournalError`.
  package func existing(
    for resolved: Resolution, entries: [JournalEntry], cache: RequestCache, ignoringCache: Bool, needsAll: Bool = false,
    onPage: @escaping @Sendable (_ listed: Int) -> Void
  ) async throws -> OrgSnapshot {
    let unknown = entries.filter { $0.isUnknownCreate(at: reader.time.date(), listLag: listLag.inSeconds) }
    let declared = resolved.keys
    let keys = declared.union(unknown.lazy.map(\.key))
    let refresh = RequestCacheSync(
      reader: reader, cache: cache, listLag: listLag, notBefore: .zero, onPage: onPage)
    let outcome = try await refresh.run(
      for: .init(keys: keys, needsAll: needsAll || !unknown.isEmpty, isFull: ignoringCache))
    var requests: [ExistingRequest]
    if let known = outcome.known { requests = known } else { requests = try await cache.requests(keys: keys) }
    requests += try await cache.requestsWithoutRequester()
    let own = Set(entries.lazy.filter { keys.contains($0.key) }.compactMap(\.createdRequest))
    requests += try await cache.requests(keys: [], ids: own.subtracting(requests.lazy.map(\.id)))
    let answer = try await lookAtMissing(own.subtracting(requests.lazy.map(\.id)), cache)
    requests += answer.found
    var evidence = OrgEvidence(
      clock: outcome.clock,
      newestMoment: try await cache.newestMoment().map { min($0, outcome.clock?.date ?? $0, reader.time.date()) },
      isShortList: try await cache.hasAtMost(LostReplyLookup<Service>.shortList),
      hidesRequests: try await cache.hidesRequests(),
      keys: declared.union(entries.lazy.map(\.key)),
      messagesNotBefore: messagesNotBefore(entries))
    evidence.unshown = outcome.unshown
    evidence.ambiguousMessages = ambiguousMessages(entries)
    evidence.offersCancels = entries.offerCancels
    return OrgSnapshot(requests: requests, gone: answer.gone, evidence: evidence)
  }

  private func lookAtMissing(_ ids: Set<RequestID>, _ cache: RequestCache) async throws
    -> MissingRequests<Service>.Answer
  {
    guard !ids.isEmpty else { return .init() }
    let answer = try await MissingRequests(reader: reader, cache: cache).look(at: ids)
    try await cache.addUnlisted(answer.found)
    return answer
  }

  /// A message whose outcome is not known may still arrive: what is sent after it must come after it.
  func messagesNotBefore(_ entries: [JournalEntry]) -> Duration {
    let now = reader.time.date()
    guard let left = ambiguousMessages(entries).compactMap({ $0.timeToAct(from: now) }).max(), left > 0 else {
      return .zero
    }
    return reader.time.now() + .seconds(left) + listLag
  }

  func ambiguousMessages(_ entries: [JournalEntry]) -> [JournalEntry] {
    entries.filter { $0.isMessage && $0.state.isAmbiguous && !$0.isUnderWay }
  }

  /// All that a plan is made from: the list and the journal's entries as they stand now, and what the org says of the
  /// users and the request types in use. Throws what the reader throws, or a `JournalError`.
  package func inputs(
    for resolved: Resolution, in snapshot: OrgSnapshot, entries: [JournalEntry], cache: RequestCache,
    checks: PlanChecks
  ) async throws -> PlanInputs {
    var planner = Planner(
      facts: known(of: resolved, in: snapshot, entries), consent: checks.consent, remedies: checks.remedies)
    if checks.decisions { try await retrieveDecisions(for: resolved.declarations, into: &planner, cache: cache) }
    let keys = planner.keysToCreate(for: resolved.declarations)
    let lookups = LookupCache(in: cache)
    let users = try await users(of: resolved, creating: keys, lookups: lookups, checks: checks.users)
    let types = try await types(of: resolved, creating: keys, lookups: lookups, checks: checks.requestTypes)
    planner.add(obstacles: users.obstacles)
    planner.add(obstacles: types.obstacles)
    if !checks.acceptsNewSubjects {
      let declared = checks.declaredKeys.union(resolved.keys)
      planner.add(obstacles: planner.editedSubjects(in: types.declarations, creating: keys, declared: declared))
    }
    if checks.fieldValues {
      let unknown = Set(planner.requestsToCompare(for: types.declarations))
      try await retrieve(unknown, into: &planner, cache: cache)
    }
    return PlanInputs(planner: planner, users: users, types: types)
  }

  /// What the org says of users named by their ids, where the cache knows no request of theirs: for a set that cannot be
  /// planned anyway, so that all its errors are shown at once. Throws what the reader throws, or a `JournalError`.
  package func users(
    named resolved: Resolution, cache: RequestCache, checks: UserChecks
  ) async throws -> UserFindings {
    let known = Set(try await cache.requests(keys: resolved.keys).map(\.key))
    let keys = resolved.declarations.map { known.contains($0.key) ? nil : $0.key }
    return try await users(of: resolved, creating: keys, lookups: LookupCache(in: cache), checks: checks)
  }

  /// Finds out whether the org knows the users that declarations name by their ids, and takes requests for them; `keys` are
  /// those under which the declarations would be created, `nil` for what exists.
  func users(
    of resolved: Resolution, creating keys: [RequestKey?], lookups: LookupCache, checks: UserChecks
  ) async throws -> UserFindings {
    let lookup = DirectoryLookup(reader: reader, lookups: lookups, ignoresCache: checks == .all)
    let ids = checks == .none ? [] : resolved.usersToCheck(creating: keys)
    return UserFindings(resolved, try await lookup.users(ids), creating: keys)
  }

  /// Retrieves the decisions that further attempts depend on, and some more.
  func retrieveDecisions(
    for declarations: [RequestDeclaration], into planner: inout Planner, cache: RequestCache
  ) async throws {
    let undecided = planner.requestsToDecide(for: declarations)
    let others = undecided.others.prefix(PlanChecks.maximumDecisions)
    try await retrieve(Set(undecided.needed).union(others), into: &planner, cache: cache)
  }

  /// The declarations for which the org has several requests, after one reading of all changes: what other clients created in
  /// the meantime. Throws what the reader throws, `OrgReplacedError` or a `JournalError`.
  package func duplicates(
    of resolved: Resolution, entries: [JournalEntry], cache: RequestCache
  ) async throws -> [DuplicateRequests] {
    let org = try await existing(
      for: resolved, entries: entries, cache: cache, ignoringCache: false, needsAll: true, onPage: { _ in })
    return Planner(facts: known(of: resolved, in: org, entries)).duplicates(of: resolved.declarations)
  }

  /// What the org's list and the journal say, before anything more is asked.
  func known(of resolved: Resolution, in org: OrgSnapshot, _ entries: [JournalEntry]) -> PlanningFacts {
    var facts = PlanningFacts(existing: org.requests, ownUser: resolved.ownUser)
    facts.add(entries, in: org, now: reader.time.date(), listLag: listLag.inSeconds)
    return facts
  }

  /// The declarations checked against their request types; a type that a problem is reported for was asked about just now.
  private func types(
    of resolved: Resolution, creating keys: [RequestKey?], lookups: LookupCache, checks: RequestTypeChecks
  ) async throws -> TypeResolution {
    guard !resolved.entries.isEmpty else { return TypeResolution(resolved, types: [:], creating: keys) }
    let toCreate = zip(resolved.declarations, keys).lazy.filter { $0.1 != nil }.map(\.0.requestTypeID)
    var reading = RequestTypeFetcher(reader, lookups: lookups, checks: checks)
    try await reading.read(toCreate: Set(toCreate), byPrompt: resolved.typesByPrompt)
    while true {
      var types = TypeResolution(resolved, types: reading.facts, creating: keys)
      types.refusal = reading.refusal
      guard try await reading.ask(unverified: types.typesWithFindings) else { return types }
    }
  }

  /// Retrieves requests in full. One that may not be seen keeps what is known of it, with the reason.
  func retrieve(
    _ ids: Set<RequestID>, into planner: inout Planner, cache: RequestCache
  ) async throws {
    for id in ids.sorted() {
      switch try await reader.look(at: id) {
      case .found(let request):
        try await cache.keep([(request, listed: planner.existing(id)?.lastUpdated ?? request.lastUpdated)])
        planner.add(retrieved: request)
      case .gone(let error), .hidden(let error): planner.add(unreadable: [id: error.text])
      }
    }
  }
}
