package import Journaling
package import Planning
package import Model
import Throttling

/// What is asked of the org before requests are taken back.
extension OrgReader {
  /// These requests as the org has them, each retrieved, for who names them by their ids; what it does not have or does not
  /// show is left out. Throws what the reader throws.
  package func retrieved(_ ids: [RequestID], entries: [JournalEntry]) async throws -> OrgSnapshot {
    var requests: [ExistingRequest] = []
    for id in ids {
      if case .found(let request) = try await reader.look(at: id) { requests.append(request) }
    }
    var evidence = OrgEvidence(keys: Set(entries.map(\.key)), messagesNotBefore: messagesNotBefore(entries))
    evidence.ambiguousMessages = ambiguousMessages(entries)
    evidence.offersCancels = entries.offerCancels
    return OrgSnapshot(requests: requests, gone: [], evidence: evidence)
  }

  /// The requests of these creates of unknown outcome, as far as the list shows them; `entries` are all that count.
  package func listed(
    _ creates: Set<JournalEntry.ID>, of entries: [JournalEntry], in org: OrgSnapshot
  ) -> [RequestID] {
    org.requests(ofUnknown: unknown(entries), among: entries).filter { creates.contains($0.key) }.map(\.value.id)
  }

  /// How many creates of declared requests have an unknown outcome and are not shown by the list.
  package func unknownCreates(_ entries: [JournalEntry], for resolved: Resolution, in org: OrgSnapshot) -> Int {
    let listed = org.requests(ofUnknown: unknown(entries), among: entries)
    let keys = resolved.keys
    return unknown(entries).count { keys.contains($0.key) && listed[$0.id] == nil }
  }

  private func unknown(_ entries: [JournalEntry]) -> [JournalEntry] {
    entries.filter { $0.isUnknownCreate(at: reader.time.date(), listLag: listLag.inSeconds) }
  }

  /// What knows which requests are taken back. `isRecovered`: cancels of unknown outcome were looked up before, and those
  /// that still are stay so. Throws what the reader throws, or a `JournalError`.
  package func cancelPlanner(
    for resolved: Resolution, in org: OrgSnapshot, entries: [JournalEntry], cache: RequestCache, isRecovered: Bool
  ) async throws -> Planner {
    var facts = known(of: resolved, in: org, entries)
    if isRecovered {
      let unknown = entries.filter { $0.isCancel && $0.state.isAmbiguous && !$0.isUnderWay }
      facts.unknownCancels = Set(unknown.compactMap(\.requestID))
    }
    var planner = Planner(facts: facts)
    try await retrieveDecisions(for: resolved.declarations, into: &planner, cache: cache)
    // One that was denied must not be kept in place of one that is open.
    let several = planner.requestsToDecide(for: planner.declarationsWithSeveralRequests(resolved.declarations))
    try await retrieve(Set(several.needed + several.others), into: &planner, cache: cache)
    // What is known to be decided in part, though it is open.
    let unseen = planner.requestsToFollow(for: resolved.declarations).filter { $0.course == nil }
    planner.add(courses: try await cache.courses(of: unseen.map(\.id)))
    return planner
  }

  /// These users, as far as the state or the org's list knows them: for their names alone. Throws a `JournalError`.
  package func people(_ ids: Set<UserID>, lookups: LookupCache) async throws -> [UserID: OrgUser] {
    let lookup = DirectoryLookup(reader: reader, lookups: lookups, ignoresCache: false)
    let known = try await lookup.known(ids)
    return known.merging(try await lookup.listed(ids.subtracting(known.keys))) { first, _ in first }
  }
}
