package import Foundation
package import Journaling
package import Model
package import Throttling

/// Brings the cache up to date with the org's list, with as few calls as possible.
///
/// The first time, and with `--refresh full`, it lists all requests; a listing that was cut off goes on at its next page.
/// Afterwards it asks only for what has changed since (`IncrementalSync`).
package struct RequestCacheSync<Service: RequestService>: Sendable {
  /// What the reading is for.
  package struct Purpose: Sendable {
    /// The keys that a plan asks for.
    package var keys: Set<RequestKey>
    /// Whether every change counts, though each key is known already.
    package var needsAll: Bool
    /// List all requests from scratch.
    package var isFull: Bool

    /// Reads for these keys, and more where asked to.
    package init(keys: Set<RequestKey>, needsAll: Bool = false, isFull: Bool = false) {
      self.keys = keys
      self.needsAll = needsAll
      self.isFull = isFull
    }
  }

  /// What a reading came to.
  package struct Outcome: Sendable {
    /// The org's clock as the first reply showed it.
    package var clock: OrgClock?
    /// Known requests that the list does not show yet, with their moments: too young to say that it hides them.
    package var unshown: [RequestID: Date] = [:]
    /// The known requests with the purpose's keys; `nil` where the reading had no need to look at them.
    package var known: [ExistingRequest]?
  }

  /// Each ends a listing or the changes, unless another process begins a listing in every single one.
  private static var maximumPasses: Int { 10 }

  private let reader: ThrottledReader<Service>
  private let cache: RequestCache
  private let listLag: Duration
  private let notBefore: Duration
  private let onPage: @Sendable (_ listed: Int) -> Void

  /// `listLag` is how long the org's list may lag behind a create; nothing is read before `notBefore`. `onPage` receives how
  /// many requests were read so far.
  package init(
    reader: ThrottledReader<Service>, cache: RequestCache, listLag: Duration, notBefore: Duration,
    onPage: @escaping @Sendable (_ listed: Int) -> Void = { _ in }
  ) {
    self.reader = reader
    self.cache = cache
    self.listLag = listLag
    self.notBefore = notBefore
    self.onPage = onPage
  }

  /// Throws what the reader throws, or a `JournalError`.
  package func run(for purpose: Purpose) async throws -> Outcome {
    if purpose.isFull { _ = try await cache.beginListing() }
    var clock: OrgClock?
    for _ in 1...Self.maximumPasses {
      let progress = try await cache.progress()
      if let readUpTo = progress.readUpTo {
        let changes = try await readChanges(since: readUpTo, dateSeen: progress.dateSeen, for: purpose)
        clock = clock ?? changes.clock
        guard changes.isOtherList else {
          return Outcome(clock: clock, unshown: changes.unshown, known: changes.known)
        }
        _ = try await cache.beginListing()
      } else {
        let listing = try await listAll(from: progress)
        clock = clock ?? listing.clock
        // What pages that were read before this process began did not show yet is among the changes since.
        if listing.isWhole { return Outcome(clock: clock) }
      }
    }
    throw ReadFailure.service(
      .lost("other processes began to list the org's requests from scratch, again and again", nil))
  }

  /// Pages in the order of creation, which never changes: what is created meanwhile comes at the end. Goes on with the
  /// listing that is in progress; `isWhole` says that each of its pages was read here.
  private func listAll(from progress: RequestCache.Progress) async throws -> (clock: OrgClock?, isWhole: Bool) {
    var generation = progress.generation
    var from = progress.listing?.from
    var isWhole = progress.listing == nil
    var clock: OrgClock?
    var listed = 0
    var unwritten = ListingBatch()
    func write() async throws -> Bool {
      guard let pages = unwritten.take(), let start = from else { return true }
      // A calendar that was set back since says nothing: then all changes are read again.
      let now = reader.time.date()
      return try await cache.add(
        pages, of: generation, from: start, elapsed: now < start ? .infinity : now.timeIntervalSince(start),
        settled: settled, notAfter: earliestNow(clock))
    }
    do {
      try await PageTrail.follow(from: progress.listing?.next) { link in
        let reply = try await reader.listPage(RequestQuery(next: link), notBefore: notBefore)
        if clock == nil, let seen = reply.clock {
          clock = seen
          try await cache.saw(seen.date, isSetBack: true)
        }
        from = from ?? reader.time.date()
        unwritten.add(reply.value, at: reader.time.now())
        let isOurs = await waitsForNoLimit && !unwritten.isDue(at: reader.time.now()) ? true : try await write()
        listed += reply.value.requests.count
        onPage(listed)
        isWhole = isWhole && isOurs
        return FollowedPage(next: isOurs ? reply.value.next : nil, items: reply.value.requests.map(\.id))
      } restart: { error in
        guard (error as? ReadFailure)?.isVanishedCursor == true else { return false }
        // It may be another org: nothing of what was listed before counts.
        (generation, from, isWhole, unwritten) = (try await cache.beginListing(), nil, true, ListingBatch())
        return true
      } endless: { error in
        // What a later page begins with may not follow on what was read: the next listing begins at the first one.
        unwritten = ListingBatch()
        _ = try await cache.beginListing()
        return error
      }
    } catch {
      // The next process goes on after the last page that was read.
      _ = try? await write()
      throw error
    }
    return (clock, isWhole)
  }

  /// Whether nothing is known that would make the next page wait for a limit: what a page has cost then is soon read again.
  private var waitsForNoLimit: Bool {
    get async {
      guard reader.limiter.settings.ceiling == .unlimited else { return false }
      return await reader.limiter.statuses()[.listRequests]?.limit == .unlimited
    }
  }

  /// What the changes came to: `isOtherList` where this is not the list that the cache remembers, since requests are gone
  /// that it showed, or since the org's clock was set back.
  private struct Changes {
    var clock: OrgClock?
    var known: [ExistingRequest] = []
    var unshown: [RequestID: Date] = [:]
    var isOtherList = true
  }

  private func readChanges(
    since readUpTo: Date, dateSeen: Date?, for purpose: Purpose, mayGlance: Bool = true
  ) async throws -> Changes {
    var known = Dictionary(
      try await cache.requests(keys: purpose.keys).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let isGlance = mayGlance ? try await canGlance(for: purpose, known: known.values, since: readUpTo) : false
    var reading = IncrementalSync(
      from: isGlance ? try await glanceStart(readUpTo) : try await start(readUpTo - lateness))
    // What has just that moment, which the list leaves out, may be after it by the last bit of a number.
    reading.expected = try await cache.changed(after: reading.from.map { $0 + IncrementalSync.tick / 2 })
    var clock: OrgClock?
    var listed = 0
    while let query = reading.query {
      let reply: ReadReply<RequestPage>
      do throws(ReadFailure) {
        reply = try await reader.listPage(query, notBefore: notBefore)
      } catch {
        guard query.next != nil, error.isVanishedCursor else { throw error }
        return Changes(clock: clock)
      }
      if clock == nil, let seen = reply.clock {
        clock = seen
        if try await isSetBack(seen, since: dateSeen) { return Changes(clock: clock) }
      }
      if isGlance, reply.value.next != nil {
        return try await readChanges(since: readUpTo, dateSeen: nil, for: purpose, mayGlance: false)
      }
      try reading.take(reply.value, now: earliestNow(clock))
      try await cache.add(reply.value.requests, readUpTo: isGlance ? nil : reading.readUpTo)
      for request in reply.value.requests {
        known[request.id] = purpose.keys.contains(request.key) ? request.keepingDecision(of: known[request.id]) : nil
      }
      listed += reply.value.requests.count
      onPage(listed)
    }
    let settledBefore = orgNow(clock) - settled
    let isOther = try await isOther(without: reading.missed, settledBefore: settledBefore)
    let unshown = reading.missed.filter { $0.value >= settledBefore }
    return Changes(clock: clock, known: Array(known.values), unshown: unshown, isOtherList: isOther)
  }

  /// From some request that is known on: it has to come, so that the list is recognized.
  private func start(_ moment: Date) async throws(JournalError) -> Date? {
    try await cache.lastChange(upTo: moment).map { $0 - IncrementalSync.tick }
  }

  /// The same, unless many requests have that moment.
  private func glanceStart(_ readUpTo: Date) async throws(JournalError) -> Date? {
    guard let start = try await start(readUpTo) else { return nil }
    return try await cache.changed(after: start).count < RequestQuery().limit ? start : start + IncrementalSync.tick
  }

  /// Whether one page of what is new may be enough: each key is known, and little has come since. What the list may have
  /// shown late is left to a reading that counts, so that nothing is passed over.
  private func canGlance(
    for purpose: Purpose, known: some Collection<ExistingRequest>, since readUpTo: Date
  ) async throws -> Bool {
    // Each known one has one of the keys.
    guard !purpose.needsAll, known.count >= purpose.keys.count,
      Set(known.lazy.map(\.key)).count == purpose.keys.count
    else { return false }
    return try await cache.changed(after: readUpTo).count < RequestQuery().limit
  }

  /// Whether the org has gone back: one of these is gone, or as it was before. Those that it has all the same stay known, as
  /// requests that its list hides.
  private func isOther(without missed: [RequestID: Date], settledBefore: Date) async throws -> Bool {
    guard let youngest = missed.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return false }
    let missing = MissingRequests(reader: reader, cache: cache)
    var ids = Set(missed.filter { $0.value < settledBefore }.keys)
    // The list may still show what is young: one of them says whether it is there at all.
    if ids.isEmpty, try await missing.look(at: [youngest]).gone.isEmpty { return false }
    if ids.isEmpty { ids = Set(missed.keys) }
    let answer = try await missing.look(at: ids)
    try await cache.addUnlisted(answer.found)
    try await cache.remove(answer.gone)
    try await cache.markUnlisted(ids.subtracting(answer.gone))
    return !answer.gone.isEmpty || answer.found.contains { $0.lastUpdated < missed[$0.id] ?? .distantPast }
  }

  /// Whether the header `Date` has gone back further than clocks of one org differ: what was made since may have moments
  /// that count as read.
  private func isSetBack(_ clock: OrgClock, since dateSeen: Date?) async throws -> Bool {
    let isSetBack = dateSeen.map { clock.date < $0 - Recovery.clockSpread } ?? false
    try await cache.saw(clock.date, isSetBack: isSetBack)
    return isSetBack
  }

  /// How long a change may stay out of the list by the org's own clock, in seconds; the header gives whole ones.
  private var settled: TimeInterval { listLag.inSeconds + 2 }

  /// How far back changes are read again, in seconds: the list may have shown them late, and the clocks of the org's nodes
  /// may differ.
  private var lateness: TimeInterval { listLag.inSeconds + Recovery.clockSpread }

  /// The org's clock or ours, whichever is behind: a lower moment costs a longer reading, and hides nothing.
  private func earliestNow(_ clock: OrgClock?) -> Date {
    min(clock.map { $0.date + OrgClock.tolerance } ?? .distantFuture, reader.time.date() + OrgClock.tolerance)
  }

  /// The org's clock or ours, whichever is ahead: what seems missing too early is only looked at.
  private func orgNow(_ clock: OrgClock?) -> Date {
    max(clock?.date ?? .distantPast, reader.time.date())
  }
}

extension ExistingRequest {
  /// The request as a list shows it, with the decision that is known of it as long as it has not changed.
  fileprivate func keepingDecision(of known: ExistingRequest?) -> ExistingRequest {
    guard decision == nil, let known, known.lastUpdated == lastUpdated else { return self }
    var request = self
    request.decision = known.decision
    return request
  }
}
