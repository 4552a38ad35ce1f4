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

    package init(keys: Set<RequestKey>, needsAll: Bool = false, isFull: Bool = false) {
      self.keys = keys
      self.needsAll = needsAll
      self.isFull = isFull
    }
  }

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

  /// Gives the org's clock as the first reply told it. Throws what the reader throws, or a `JournalError`.
  package func run(for purpose: Purpose) async throws -> OrgClock? {
    let progress = try mirror.progress()
    guard !purpose.isFull, progress.listing == nil, let readUpTo = progress.readUpTo else {
      return try await listAll(continuing: purpose.isFull ? nil : progress)
    }
    return try await readChanges(since: readUpTo, for: purpose)
  }

  /// Pages in the order of creation, which never changes: what is created meanwhile comes at the end.
  private func listAll(continuing progress: Mirror.Progress?) async throws -> OrgClock? {
    let begun = progress?.listing
    let generation = begun == nil ? try mirror.beginListing() : progress?.generation ?? 0
    var (from, next) = (begun?.from, begun?.next)
    var clock: OrgClock?
    var listed = 0
    var visited: Set<PageLink> = []
    var restarts = 0
    while true {
      let reply: (value: RequestPage, clock: OrgClock?)
      do throws(ThrottledReader<Service>.Failure) {
        reply = try await reader.listPage(RequestQuery(next: next), notBefore: notBefore)
      } catch {
        guard next != nil, restarts < 3, error.isVanishedCursor else { throw error }
        restarts += 1
        (next, visited) = (nil, [])
        continue
      }
      clock = clock ?? reply.clock
      let start = from ?? orgNow(reply.clock)
      from = start
      let isOurs = try mirror.add(reply.value, of: generation, from: start, keeping: start - lateness)
      listed += reply.value.requests.count
      onPage(listed)
      guard isOurs, let link = reply.value.next else { break }
      guard visited.insert(link).inserted else { throw ThrottledReader<Service>.Failure.loopingList }
      next = link
    }
    // Where another process began a listing of its own meanwhile, that one is the one to end.
    let now = try mirror.progress()
    return now.listing == nil ? clock : try await listAll(continuing: now)
  }

  private func readChanges(since readUpTo: Date, for purpose: Purpose) async throws -> OrgClock? {
    let start = readUpTo - lateness
    var reading = ChangeReading(
      from: try mirror.lastChange(upTo: start).map { $0 - ChangeReading.tick } ?? start,
      missing: purpose.keys.subtracting(try mirror.requests(keys: purpose.keys).map(\.key)),
      needsAll: purpose.needsAll)
    reading.expected = try mirror.changed(after: reading.from)
    var clock: OrgClock?
    var listed = 0
    while let query = reading.query {
      let reply: (value: RequestPage, clock: OrgClock?)
      do throws(ThrottledReader<Service>.Failure) {
        reply = try await reader.listPage(query, notBefore: notBefore)
      } catch {
        guard query.next != nil, error.isVanishedCursor else { throw error }
        return try await listAll(continuing: nil)
      }
      clock = clock ?? reply.clock
      reading.take(reply.value, now: orgNow(clock))
      guard !reading.isLooping else { throw ThrottledReader<Service>.Failure.loopingList }
      try mirror.add(reply.value.requests, readUpTo: reading.readUpTo)
      listed += reply.value.requests.count
      onPage(listed)
    }
    let vanished = reading.vanished(settledBefore: orgNow(clock) - settle.inSeconds - 2)
    guard !vanished.isEmpty else { return clock }
    // Where nothing of what was known is there any more, this is not the list that the mirror remembers.
    guard reading.hasSeenKnown else { return try await listAll(continuing: nil) }
    try mirror.remove(vanished)
    return clock
  }

  /// How far back changes are read again, in seconds, since the list may have shown them late: the settle time, and a
  /// minute for clocks that differ.
  private var lateness: TimeInterval { settle.inSeconds + 60 }

  /// The least that the org's clock shows; without a header `Date` ours is taken, less what clocks are off at most.
  private func orgNow(_ clock: OrgClock?) -> Date {
    clock?.date ?? reader.time.date() - Recovery.clockTolerance
  }
}

extension ThrottledReader.Failure {
  fileprivate static var loopingList: Self {
    .service(.lost("the org's list of requests links back to a page that was read already", nil))
  }
}
