import Foundation
package import Journaling
package import Model
package import Planning
import Throttling

/// What is read to say what became of declared requests.
package struct StatusAnswer: Sendable {
  /// In the order in which they were asked for.
  package var statuses: [DeclarationStatus] = []
  /// The users that declarations and approvals name, as far as they are known.
  package var users: [UserID: OrgUser] = [:]
  /// The request types of the declarations, as far as they are known.
  package var requestTypes: [RequestTypeID: RequestType] = [:]
  /// The names of groups whose members approve, as far as they are known.
  package var groups: [GroupID: String] = [:]
  /// How many requests were to be retrieved and were not, since the reader was stopped or was not asked to.
  package var unretrieved = 0
  /// Whether the reader was stopped before all was read.
  package var isCutShort = false

  package init() {}
}

extension OrgReader {
  /// What is asked of the org for a status beyond its list.
  package struct StatusInquiry: Sendable {
    /// Which requests that have changed are retrieved.
    package var retrieves: @Sendable (ExistingRequest) -> Bool
    /// Whether users, groups and request types are asked for again, though they are known.
    package var ignoresCache = false
    /// Whether it was asked before: names, and what keeps missing requests from being created, are not asked for again.
    package var isRepeated = false
    /// Receives the number of calls before many are made.
    package var onForecast: @Sendable (Int) async -> Void = { _ in }
    /// Receives how many retrievals are done.
    package var onRetrieval: @Sendable (Int) -> Void = { _ in }

    /// An inquiry that is asked for the first time, and takes what is known.
    package init(retrieves: @escaping @Sendable (ExistingRequest) -> Bool) { self.retrieves = retrieves }
  }

  /// What the cache knows of these declarations and entries, where the org's changes could not be read.
  package func remembered(
    for resolved: Resolution, entries: [JournalEntry], cache: RequestCache
  ) async throws(JournalError) -> OrgSnapshot {
    let keys = resolved.keys
    let own = Set(entries.lazy.filter { keys.contains($0.key) }.compactMap(\.createdRequest))
    return OrgSnapshot(requests: try await cache.requests(keys: keys, ids: own), gone: [], evidence: OrgEvidence())
  }

  /// What became of declared requests. Names that are known, and requests that have not changed since they were retrieved, cost
  /// no call. A stop cuts it short: then the answer has what is known. Throws what the reader throws, or a `JournalError`.
  package func status(
    of subjects: StatusSubjects, in snapshot: OrgSnapshot, entries: [JournalEntry], cache: RequestCache,
    inquiry: StatusInquiry
  ) async throws -> StatusAnswer {
    let resolved = subjects.resolved
    var planner = Planner(facts: known(of: resolved, in: snapshot, entries))
    var answer = StatusAnswer()
    do {
      if !inquiry.isRepeated {
        try await addObstacles(of: resolved, to: &planner, &answer, cache: cache, inquiry: inquiry)
      }
    } catch ReadFailure.stopped {
      answer.isCutShort = true
    }
    let lookup = DirectoryLookup(reader: reader, lookups: LookupCache(in: cache), ignoresCache: inquiry.ignoresCache)
    let unknown = inquiry.isRepeated ? [] : try await addRequesters(of: resolved, to: &answer, by: lookup)
    let changed = try await changedRequests(of: resolved, in: &planner, cache: cache)
    answer.unretrieved = changed.count
    if !answer.isCutShort {
      let wanted = changed.filter(inquiry.retrieves)
      await inquiry.onForecast(wanted.count + DirectoryLookup<Service>.calls(for: unknown))
      answer.users.merge(try await lookup.listed(unknown)) { first, _ in first }
      try await retrieve(wanted, into: &planner, &answer, cache: cache, inquiry: inquiry)
    }
    answer.statuses = subjects.statuses(by: planner)
    try await addRefusals(to: &answer.statuses, cache: cache)
    if !inquiry.isRepeated { try await addDeciders(to: &answer, by: lookup) }
    return answer
  }

  /// Adds the requesters that are known; gives the others.
  private func addRequesters(
    of resolved: Resolution, to answer: inout StatusAnswer, by lookup: DirectoryLookup<Service>
  ) async throws(JournalError) -> Set<UserID> {
    answer.users = resolved.users
    let ids = Set(resolved.declarations.compactMap(\.requester)).filter {
      answer.users[$0] == nil && UserID($0.text) != nil
    }
    answer.users.merge(try await lookup.known(ids)) { first, _ in first }
    return ids.filter { answer.users[$0] == nil }
  }

  /// What keeps missing requests from being created, and the request types, which are needed for that.
  private func addObstacles(
    of resolved: Resolution, to planner: inout Planner, _ answer: inout StatusAnswer, cache: RequestCache,
    inquiry: StatusInquiry
  ) async throws {
    let lookups = LookupCache(in: cache)
    let keys = planner.keysToCreate(for: resolved.declarations)
    var types = RequestTypeFetcher(
      reader, lookups: lookups,
      checks: RequestTypeChecks(
        .all, ignoresCache: inquiry.ignoresCache, lifetime: DirectoryLookup<Service>.userAge))
    try await types.read(toCreate: Set(resolved.declarations.map(\.requestTypeID)), byPrompt: [])
    while true {
      let resolution = TypeResolution(resolved, types: types.facts, creating: keys)
      if try await types.ask(unverified: resolution.typesWithFindings) { continue }
      planner.add(obstacles: resolution.obstacles)
      // Of a part of the set it is not known what the rest declares.
      if !resolved.isSelection {
        planner.add(
          obstacles: planner.editedSubjects(in: resolution.declarations, creating: keys, declared: resolved.keys))
      }
      break
    }
    answer.requestTypes = types.known
    let users = try await users(of: resolved, creating: keys, lookups: lookups, checks: .new)
    planner.add(obstacles: users.obstacles)
  }

  /// The requests whose course is not known as they are now: first those that are over, since what became of them is not known
  /// at all.
  private func changedRequests(
    of resolved: Resolution, in planner: inout Planner, cache: RequestCache
  ) async throws(JournalError) -> [ExistingRequest] {
    let requests = planner.requestsToFollow(for: resolved.declarations)
    let courses = try await cache.courses(of: requests.map(\.id))
    planner.add(courses: courses)
    return requests.filter { courses[$0.id] == nil }.sorted { one, other in
      (one.isOpen ? 1 : 0, one.created, one.id) < (other.isOpen ? 1 : 0, other.created, other.id)
    }
  }

  private func retrieve(
    _ requests: [ExistingRequest], into planner: inout Planner, _ answer: inout StatusAnswer, cache: RequestCache,
    inquiry: StatusInquiry
  ) async throws {
    guard !requests.isEmpty else { return }
    let reading = CourseReader(reader: reader, cache: cache, onRetrieval: inquiry.onRetrieval)
    let retrieved = try await reading.retrieve(requests)
    for request in retrieved.found { planner.add(current: request) }
    planner.add(unreadable: retrieved.unreadable)
    answer.unretrieved -= requests.count - retrieved.left
    answer.isCutShort = retrieved.left > 0
  }

  /// Why runs have not created what is missing.
  private func addRefusals(
    to statuses: inout [DeclarationStatus], cache: RequestCache
  ) async throws(JournalError) {
    guard statuses.contains(where: \.isUnexplained) else { return }
    let refusals = try await cache.refusals()
    for index in statuses.indices where statuses[index].isUnexplained {
      statuses[index].reason = refusals[statuses[index].declaration.key]
    }
  }

  /// The names of those who have decided, or are to decide.
  private func addDeciders(to answer: inout StatusAnswer, by lookup: DirectoryLookup<Service>) async throws {
    var users = Set(answer.statuses.compactMap { $0.decidingApproval?.approver })
    var groups: Set<GroupID> = []
    for approver in answer.requestTypes.values.lazy.flatMap({ $0.approvers ?? [] }) {
      switch approver {
      case .user(let id): users.insert(id)
      case .members(let members): groups.formUnion(members)
      case .manager, .resourceOwner, .unknown: break
      }
    }
    users = users.filter { answer.users[$0] == nil }
    answer.users.merge(try await lookup.known(users)) { first, _ in first }
    answer.users.merge(try await lookup.listed(users.filter { answer.users[$0] == nil })) { first, _ in first }
    answer.groups = try await lookup.lookups.groupNames(groups)
  }
}

extension DeclarationStatus {
  fileprivate var isUnexplained: Bool { standing == .missing && reason == nil }
}
