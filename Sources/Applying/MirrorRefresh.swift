import Foundation
package import Journaling
package import RequestModel
package import Throttling

/// Brings the mirror up to date with the org's list, with as few calls as possible.
///
/// The first time, and with `--refresh full`, it lists all requests; a listing that was cut off goes on at its next page.
/// Afterwards it asks only for what has changed since (`ChangeReading`).
package struct MirrorRefresh<Service: RequestService>: Sendable {
  /// What the reading is for.
  package struct Purpose: Sendable {
    /// The keys that a plan asks for.
    package var keys: Set<RequestKey>
    /// Whether every change counts, though each key is known already.
    package var needsAll: Bool
    /// List all requests anew.
    package var isFull: Bool

    /// Reads for these keys, unless told more.
    package init(keys: Set<RequestKey>, needsAll: Bool = false, isFull: Bool = false) {
      self.keys = keys
      self.needsAll = needsAll
      self.isFull = isFull
    }
  }

  /// What a reading came to.
  package struct Outcome: Sendable {
    /// The org's clock as the first reply told it.
    package var clock: OrgClock?
    /// The known requests with the purpose's keys; `nil` where the reading had no need to look at them.
    package var known: [ExistingRequest]?
  }

  /// Each ends a listing or the changes, unless another process begins a listing in every single one.
  private static var mostReadings: Int { 10 }

  private let reader: ThrottledReader<Service>
  private let mirror: Mirror
  private let settle: Duration
  private let notBefore: Duration
  private let onPage: @Sendable (_ listed: Int) -> Void

  /// `settle` is how long the org's list may lag behind a create; nothing is read before `notBefore`. `onPage` is told how
  /// many requests were read so far.
  package init(
    reader: ThrottledReader<Service>, mirror: Mirror, settle: Duration, notBefore: Duration,
    onPage: @escaping @Sendable (_ listed: Int) -> Void = { _ in }
  ) {
    self.reader = reader
    self.mirror = mirror
    self.settle = settle
    self.notBefore = notBefore
    self.onPage = onPage
  }

  /// Throws what the reader throws, or a `JournalError`.
  package func run(for purpose: Purpose) async throws -> Outcome {
    if purpose.isFull { _ = try mirror.beginListing() }
    var clock: OrgClock?
    for _ in 1...Self.mostReadings {
      let progress = try mirror.progress()
      if let readUpTo = progress.readUpTo {
        let changes = try await readChanges(since: readUpTo, dateSeen: progress.dateSeen, for: purpose)
        clock = clock ?? changes.clock
        guard changes.isOtherList else { return Outcome(clock: clock, known: changes.known) }
        _ = try mirror.beginListing()
      } else {
        let listing = try await listAll(from: progress)
        clock = clock ?? listing.clock
        // What pages that were read before this process began did not show yet is among the changes since.
        if listing.isWhole { return Outcome(clock: clock) }
      }
    }
    throw ReadFailure.service(
      .lost("other processes began to list the org's requests anew, again and again", nil))
  }

  /// Pages in the order of creation, which never changes: what is created meanwhile comes at the end. Goes on with the
  /// listing that is under way; whether it is whole tells that each of its pages was read here.
  private func listAll(from progress: Mirror.Progress) async throws -> (clock: OrgClock?, isWhole: Bool) {
    var generation = progress.generation
    var (from, next) = (progress.listing?.from, progress.listing?.next)
    var isWhole = progress.listing == nil
    var clock: OrgClock?
    var listed = 0
    var trail = PageTrail<RequestID>()
    while true {
      let reply: (value: RequestPage, clock: OrgClock?)
      do throws(ReadFailure) {
        reply = try await reader.listPage(RequestQuery(next: next), notBefore: notBefore)
      } catch {
        guard next != nil, generation < progress.generation + 3, error.isVanishedCursor else { throw error }
        // It may be another org: nothing of what was listed before counts.
        generation = try mirror.beginListing()
        (from, next, trail, isWhole) = (nil, nil, PageTrail(), true)
        continue
      }
      if clock == nil, let seen = reply.clock {
        clock = seen
        try mirror.saw(seen.date, isSetBack: true)
      }
      let now = reader.time.date()
      let start = from ?? now
      from = start
      // A calendar that was set back since says nothing: then all changes are read again.
      let elapsed = now < start ? .infinity : now.timeIntervalSince(start)
      let isOurs = try mirror.add(
        reply.value, of: generation, from: start, elapsed: elapsed, settled: settled,
        notAfter: leastNow(clock))
      listed += reply.value.requests.count
      onPage(listed)
      guard isOurs else { return (clock, false) }
      guard let link = reply.value.next else { return (clock, isWhole) }
      next = try follow(link, behind: reply.value, on: &trail)
    }
  }

  /// The link to the next page of a listing. Where the list has no end, the next listing begins at the first page: what a
  /// later one begins with may not follow on what was read.
  private func follow(
    _ link: PageLink, behind page: RequestPage, on trail: inout PageTrail<RequestID>
  ) throws -> PageLink {
    do throws(ReadFailure) {
      return try trail.follow(link, behind: page.requests.lazy.map(\.id))
    } catch {
      _ = try mirror.beginListing()
      throw error
    }
  }

  /// What the changes came to: `isOtherList` where this is not the list that the mirror remembers, since requests are gone
  /// that it showed, or since the org's clock was set back.
  private typealias Changes = (clock: OrgClock?, known: [ExistingRequest], isOtherList: Bool)

  private func readChanges(
    since readUpTo: Date, dateSeen: Date?, for purpose: Purpose
  ) async throws -> Changes {
    let start = readUpTo - lateness
    var known = Dictionary(
      try mirror.requests(keys: purpose.keys).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var reading = ChangeReading(
      from: try mirror.lastChange(upTo: start).map { $0 - ChangeReading.tick },
      missing: purpose.keys.subtracting(known.values.lazy.map(\.key)), needsAll: purpose.needsAll)
    reading.expected = try mirror.changed(after: reading.from)
    var clock: OrgClock?
    var listed = 0
    while let query = reading.query {
      let reply: (value: RequestPage, clock: OrgClock?)
      do throws(ReadFailure) {
        reply = try await reader.listPage(query, notBefore: notBefore)
      } catch {
        guard query.next != nil, error.isVanishedCursor else { throw error }
        return (clock, [], true)
      }
      if clock == nil, let seen = reply.clock {
        clock = seen
        if try isSetBack(seen, since: dateSeen) { return (clock, [], true) }
      }
      try reading.take(reply.value, now: leastNow(clock))
      try mirror.add(reply.value.requests, readUpTo: reading.readUpTo)
      for request in reply.value.requests {
        known[request.id] = purpose.keys.contains(request.key) ? request : nil
      }
      listed += reply.value.requests.count
      onPage(listed)
    }
    let missed = reading.missed(settledBefore: orgNow(clock) - settled)
    return (clock, Array(known.values), try await isOther(without: missed, as: reading.expected))
  }

  /// Whether the org has gone back: one of these is gone, or as it was before. Those that it has all the same stay known, as
  /// requests that its list hides.
  private func isOther(without missed: Set<RequestID>, as known: [RequestID: Date]) async throws -> Bool {
    guard !missed.isEmpty else { return false }
    let answer = try await MissingRequests(reader: reader, mirror: mirror).look(at: missed)
    try mirror.addUnlisted(answer.found)
    try mirror.remove(answer.gone)
    try mirror.markUnlisted(missed.subtracting(answer.gone))
    return !answer.gone.isEmpty || answer.found.contains { $0.lastUpdated < known[$0.id] ?? .distantPast }
  }

  /// Whether the header `Date` has gone back further than clocks of one org differ: what was made since may have moments
  /// that count as read.
  private func isSetBack(_ clock: OrgClock, since dateSeen: Date?) throws -> Bool {
    let isSetBack = dateSeen.map { clock.date < $0 - Recovery.clockSpread } ?? false
    try mirror.saw(clock.date, isSetBack: isSetBack)
    return isSetBack
  }

  /// How long a change may stay out of the list by the org's own clock, in seconds, which is told in whole ones.
  private var settled: TimeInterval { settle.inSeconds + 2 }

  /// How far back changes are read again, in seconds: the list may have shown them late, and the clocks of the org's nodes
  /// may differ.
  private var lateness: TimeInterval { settle.inSeconds + Recovery.clockSpread }

  /// The org's clock or ours, whichever is behind: a lower moment costs a longer reading, and hides nothing.
  private func leastNow(_ clock: OrgClock?) -> Date {
    min(clock?.date ?? .distantFuture, reader.time.date())
  }

  /// The org's clock or ours, whichever is ahead: what seems missing too early is only looked at.
  private func orgNow(_ clock: OrgClock?) -> Date {
    max(clock?.date ?? .distantPast, reader.time.date())
  }
}
