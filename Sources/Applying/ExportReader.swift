package import Journaling
package import Model
import Planning
package import Throttling

/// What an export writes of one key: who it is for, and the requests of the org that have it.
package struct ExportedRequest: Sendable {
  /// All requests with the key, oldest first; at least one.
  package var requests: [ExistingRequest]
  /// The requester, as far as the org shows who that is.
  package var user: OrgUser?
  /// The answers of the request that counts, in full; `nil` where they were not asked for or are not shown.
  package var answers: [RequesterFieldValue]?

  package init(requests: [ExistingRequest], user: OrgUser? = nil, answers: [RequesterFieldValue]? = nil) {
    self.requests = requests
    self.user = user
    self.answers = answers
  }
}

/// Requests of one type and subject.
package struct ExportedGroup: Sendable {
  /// Their type.
  package var requestTypeID: RequestTypeID
  /// Their subject, as the org stored it.
  package var subject: String
  /// One for each key.
  package var members: [ExportedRequest]
  /// Requests that entries of the state have made for another subject: those entries are their declarations, so that one with
  /// the subject that the org shows would make a second request.
  package var claimed: [ExistingRequest]

  package init(
    requestTypeID: RequestTypeID, subject: String, members: [ExportedRequest], claimed: [ExistingRequest] = []
  ) {
    self.claimed = claimed
    self.requestTypeID = requestTypeID
    self.subject = subject
    self.members = members
  }
}

/// Reads the known requests for an export, group by group: one page is in memory at a time, whatever the org has.
package struct ExportReader<Service: RequestService>: Sendable {
  /// What to read beyond the list.
  package struct Options: Sendable {
    /// Which requests.
    package var filter: RequestFilter
    /// Whether to look requesters up: one call for thirty people.
    package var findsUsers: Bool
    /// Whether to retrieve answers: one call for a request.
    package var findsAnswers: Bool

    package init(filter: RequestFilter, findsUsers: Bool, findsAnswers: Bool) {
      self.filter = filter
      self.findsUsers = findsUsers
      self.findsAnswers = findsAnswers
    }
  }

  /// Requests that are in memory at a time: a few tens of megabytes.
  private static var pageSize: Int { 10_000 }

  private let reader: ThrottledReader<Service>
  private let cache: RequestCache
  private let options: Options

  /// `cache` was brought up to date before.
  package init(reader: ThrottledReader<Service>, cache: RequestCache, options: Options) {
    self.reader = reader
    self.cache = cache
    self.options = options
  }

  /// Passes group after group to `body`, until it returns `false`; `onRefusal` receives why the org does not show users, once.
  /// Requests without a requester are a group without members. Throws what the reader throws, or a `JournalError`.
  package func forEachGroup(
    onRefusal: (String) -> Void, _ body: (ExportedGroup, _ unnamed: [ExistingRequest]) throws -> Bool
  ) async throws {
    var last: ExistingRequest?
    var findsUsers = options.findsUsers
    while true {
      let page = try await cache.page(of: options.filter, after: last, limit: Self.pageSize)
      let whole = page.count < Self.pageSize ? page[...] : Self.wholeGroups(of: page)
      guard let end = whole.last else { return }
      last = end
      let (members, claimed) = try await members(of: whole)
      var users = UserLookupResult()
      if findsUsers {
        users = try await self.users(of: members.values)
        if let refusal = users.refusal { onRefusal(refusal) }
        findsUsers = users.refusal == nil
      }
      for group in whole.groups {
        guard try await pass(group, members, claimed, users, body) else { return }
      }
      if page.count < Self.pageSize { return }
    }
  }

  /// All of a full page but its last group, which may go on; the page itself where it is a single group.
  private static func wholeGroups(of page: [ExistingRequest]) -> ArraySlice<ExistingRequest> {
    guard let last = page.last, let end = page.lastIndex(where: { !$0.isInGroup(of: last) }) else { return page[...] }
    return page[...end]
  }

  /// The requests with the keys of a page, by the id of the one that stands for them: the oldest that the filter selects,
  /// of those whose subject a manifest can hold where there are any. Without those that entries have `claimed` for another key.
  private func members(
    of page: ArraySlice<ExistingRequest>
  ) async throws(JournalError) -> ([RequestID: [ExistingRequest]], claimed: Set<RequestID>) {
    let named = page.filter { $0.requester != nil }
    var known = try await cache.requests(keys: Set(named.map(\.key)))
    let claims = try await cache.claims(on: Set(known.map(\.id)))
    let claimed = Set(known.lazy.filter { claims[$0.id] ?? $0.key != $0.key }.map(\.id))
    known.removeAll { claimed.contains($0.id) }
    var members: [RequestID: [ExistingRequest]] = [:]
    for requests in Dictionary(grouping: known, by: \.key).values {
      let selected = requests.filter(options.filter.matches)
      let first = selected.first { SubjectFlaw.flaws(of: $0.subject).isEmpty } ?? selected.first
      if let first { members[first.id] = requests }
    }
    return (members, claimed)
  }

  private func pass(
    _ group: ArraySlice<ExistingRequest>, _ members: [RequestID: [ExistingRequest]], _ claimed: Set<RequestID>,
    _ users: UserLookupResult,
    _ body: (ExportedGroup, [ExistingRequest]) throws -> Bool
  ) async throws -> Bool {
    guard let first = group.first else { return true }
    var exported = group.compactMap { request in
      members[request.id].map { ExportedRequest(requests: $0, user: request.requester.flatMap { users.found[$0] }) }
    }
    if options.findsAnswers { exported = try await withAnswers(exported) }
    let found = ExportedGroup(
      requestTypeID: first.requestTypeID, subject: first.subject, members: exported,
      claimed: group.filter { claimed.contains($0.id) })
    return try body(found, group.filter { $0.requester == nil })
  }

  private func users(of members: some Sequence<[ExistingRequest]>) async throws -> UserLookupResult {
    let ids = Set(members.compactMap { $0.first?.requester })
    return try await DirectoryLookup(reader: reader, lookups: LookupCache(in: cache), ignoresCache: false).users(ids)
  }

  // MARK: Answers

  /// So many requests are retrieved at once as the limiter takes calls.
  private func withAnswers(_ members: [ExportedRequest]) async throws -> [ExportedRequest] {
    var found: [ExportedRequest] = []
    let width = max(1, reader.limiter.settings.parallelism)
    for start in stride(from: 0, to: members.count, by: width) {
      let part = members[start..<min(start + width, members.count)]
      found += try await withThrowingTaskGroup(of: (Int, ExportedRequest?).self) { group in
        for (index, member) in part.enumerated() { group.addTask { (index, try await withAnswers(member)) } }
        var results: [Int: ExportedRequest] = [:]
        for try await (index, member) in group { results[index] = member }
        return part.indices.compactMap { results[$0 - part.startIndex] }
      }
    }
    return found
  }

  /// The member with what retrievals say; `nil` where all of its requests are gone. Of several requests the decisions say
  /// which one counts, as for a plan.
  private func withAnswers(_ member: ExportedRequest) async throws -> ExportedRequest? {
    var member = member
    var retrieved: [ExistingRequest] = []
    for request in member.requests {
      switch try await reader.look(at: request.id) {
      case .found(let found):
        try await cache.keep([(found, request.lastUpdated)])
        retrieved.append(found)
      case .hidden: retrieved.append(request)
      case .gone: try await cache.remove([request.id])
      }
    }
    member.requests = retrieved
    member.answers = (retrieved.last { !$0.endedWithoutAccess } ?? retrieved.last)?.fieldValues
    return retrieved.isEmpty ? nil : member
  }
}

extension ExistingRequest {
  /// Whether both have one type and one subject, byte for byte.
  fileprivate func isInGroup(of other: ExistingRequest) -> Bool {
    requestTypeID == other.requestTypeID && subject.utf8.elementsEqual(other.subject.utf8)
  }
}

extension ArraySlice<ExistingRequest> {
  /// The elements in runs of those that belong together.
  fileprivate var groups: [ArraySlice<ExistingRequest>] {
    var groups: [ArraySlice<ExistingRequest>] = []
    var start = startIndex
    for index in indices.dropFirst() where !self[index].isInGroup(of: self[start]) {
      groups.append(self[start..<index])
      start = index
    }
    return isEmpty ? groups : groups + [self[start...]]
  }
}
