import Applying
import Foundation
import Journaling
import Model
import Simulation
import Testing
import Throttling

@Suite("The cache of existing requests")
struct RequestCacheSyncTests {
  private static let listLag = Duration.seconds(5)

  static func key(_ number: Int) -> RequestKey {
    RequestKey(
      requestTypeID: RequestTypeID(fromOrg: "t"), requester: UserID(fromOrg: "u"), subject: "subject \(number)")
  }

  /// One reading, as a plan makes it; gives the number of calls.
  @discardableResult
  static func refresh(
    _ cache: RequestCache, from org: ListedOrg, time: SimulatedTime, keys: Set<RequestKey> = [], needsAll: Bool = false,
    isFull: Bool = false
  ) async throws -> Int {
    let before = org.queries.count
    let limiter = RateLimiter(settings: RateSettings(), time: time.timeSource)
    let reader = ThrottledReader(
      service: org, limiter: limiter, policy: RetryPolicy(attempts: 1), time: time.timeSource, random: { 0.5 })
    let refresh = RequestCacheSync(reader: reader, cache: cache, listLag: listLag, notBefore: .zero)
    let outcome = try await refresh.run(for: .init(keys: keys, needsAll: needsAll, isFull: isFull))
    if let known = outcome.known {
      // What the sync returned is what it has stored.
      let kept = try await cache.requests(keys: keys)
      #expect(Set(known.map { "\($0.id) \($0.subject)" }) == Set(kept.map { "\($0.id) \($0.subject)" }))
    }
    return org.queries.count - before
  }

  struct World {
    let time = SimulatedTime()
    let org: ListedOrg
    let cache: RequestCache

    init(requests: Int, pageSize: Int = 200) async throws {
      org = ListedOrg(time: time, pageSize: pageSize)
      cache = try await RequestCache(StateStore(), orgURL: "https://org")
      let old = org.now - 1_000_000
      org.change { state in
        for number in 0..<requests { state.put(number, created: old + Double(number)) }
      }
    }
  }

  @Test("the first reading lists all, a later one all changes, and one without changes asks once")
  func oneCall() async throws {
    let world = try await World(requests: 1000)
    let calls = try await world.time.run {
      await Self.results(
        {
          try await Self.refresh(world.cache, from: world.org, time: world.time, keys: [Self.key(7), Self.key(999)])
        },
        {
          let now = world.org.now
          world.org.change { state in for number in 1000..<4000 { state.put(number, created: now - 0.5) } }
          await world.time.sleep(until: world.time.now + .seconds(3600))
          return try await Self.refresh(
            world.cache, from: world.org, time: world.time, keys: [Self.key(7), Self.key(999)])
        },
        { try await Self.refresh(world.cache, from: world.org, time: world.time, keys: [Self.key(7)]) },
        // A key that is not known yet: what the list may have shown late counts as well.
        { try await Self.refresh(world.cache, from: world.org, time: world.time, keys: [Self.key(5000)]) })
    }.map { try $0.get() }
    // The 3,000 changes have one moment: they are read in the order of creation.
    #expect(calls[0...2] == [5, 18, 1])
    #expect(calls[3] >= 14)
    #expect(try await world.cache.changed(after: .distantPast).count == 4000)
    #expect(try await world.cache.requests(keys: [Self.key(3999)]).map(\.id.text) == [String(format: "%024x", 3999)])
  }

  @Test("a listing that was cut off goes on at its next page, and misses nothing that came meanwhile")
  func continuedListing() async throws {
    let world = try await World(requests: 1000)
    let results = await world.time.run {
      await Self.results(
        {
          world.org.cutOff(atPage: 4)
          return try await Self.refresh(world.cache, from: world.org, time: world.time)
        },
        {
          let now = world.org.now
          world.org.change { state in state.put(2000, created: now) }
          await world.time.sleep(until: world.time.now + .seconds(60))
          return try await Self.refresh(world.cache, from: world.org, time: world.time)
        })
    }
    #expect(throws: (any Error).self) { try results[0].get() }
    // Three pages, and what the first two did not show yet.
    #expect(try results[1].get() == 3 + 1)
    #expect(try await world.cache.changed(after: .distantPast).count == 1001)
  }

  @Test("an org that has none of the cached requests is listed from scratch, and so is any org on request")
  func anotherOrg() async throws {
    let world = try await World(requests: 300)
    let results = await world.time.run {
      await Self.results(
        { try await Self.refresh(world.cache, from: world.org, time: world.time) },
        {
          await world.time.sleep(until: world.time.now + .seconds(600))
          let now = world.org.now
          world.org.change { state in
            state.requests = [:]
            state.put(5000, created: now - 10)
          }
          return try await Self.refresh(world.cache, from: world.org, time: world.time, keys: [Self.key(7)])
        },
        {
          // A request that vanishes far back is noticed by a full listing only.
          world.org.change { state in state.put(6000, created: Date(timeIntervalSince1970: 5)) }
          return try await Self.refresh(world.cache, from: world.org, time: world.time, isFull: true)
        })
    }
    #expect(try results.map { try $0.get() } == [2, 2, 1])
    #expect(try await world.cache.changed(after: .distantPast).count == 2)
    #expect(try await world.cache.requests(keys: [Self.key(7)]).isEmpty)
  }

  @Test("where one request vanished, all are listed from scratch, and the others stay")
  func oneVanished() async throws {
    let world = try await World(requests: 10)
    let recent = world.org.now - 30
    world.org.change { state in for number in 20..<25 { state.put(number, created: recent) } }
    let results = await world.time.run {
      await Self.results(
        { try await Self.refresh(world.cache, from: world.org, time: world.time) },
        {
          await world.time.sleep(until: world.time.now + .seconds(600))
          world.org.change { state in state.requests[RequestID(String(format: "%024x", 22))] = nil }
          return try await Self.refresh(world.cache, from: world.org, time: world.time, keys: [Self.key(22)])
        })
    }
    #expect(try results.map { try $0.get() } == [1, 2])
    #expect(try await world.cache.requests(keys: [Self.key(22)]).isEmpty)
    #expect(try await world.cache.changed(after: .distantPast).count == 14)
  }

  @Test("another process that begins a listing meanwhile never makes an unread page pass for read")
  func twoListings() async throws {
    for page in 1...4 {
      let world = try await World(requests: 700)
      world.org.change { state in
        state.beforePage = { state, _ in
          if state.queries.count == page { _ = try? atOnce { try await world.cache.beginListing() } }
        }
      }
      let known = try await world.time.run {
        await Self.results({
          try await Self.refresh(world.cache, from: world.org, time: world.time, keys: [Self.key(7)])
          return try await world.cache.changed(after: .distantPast).count
        })
      }[0].get()
      #expect(known == 700, "begun before page \(page)")
    }
  }

  @Test("an org that is swapped counts alone: in the middle of a listing, and soon after one")
  func swappedOrg() async throws {
    let cutOff = try await World(requests: 1000)
    let results = await cutOff.time.run {
      await Self.results(
        {
          cutOff.org.cutOff(atPage: 4)
          return try await Self.refresh(cutOff.cache, from: cutOff.org, time: cutOff.time)
        },
        {
          let now = cutOff.org.now
          cutOff.org.change { state in
            state.requests = [:]
            for number in 5000..<5250 { state.put(number, created: now - 100) }
          }
          return try await Self.refresh(cutOff.cache, from: cutOff.org, time: cutOff.time)
        })
    }
    #expect(throws: (any Error).self) { try results[0].get() }
    #expect(throws: Never.self) { try results[1].get() }
    #expect(try await cutOff.cache.changed(after: .distantPast).count == 250)

    let restarted = try await World(requests: 0)
    let recent = restarted.org.now - 5
    restarted.org.change { state in for number in 0..<9 { state.put(number, created: recent) } }
    _ = await restarted.time.run {
      await Self.results(
        { try await Self.refresh(restarted.cache, from: restarted.org, time: restarted.time) },
        {
          restarted.org.change { $0.requests = [:] }
          await restarted.time.sleep(until: restarted.time.now + .seconds(15))
          return try await Self.refresh(
            restarted.cache, from: restarted.org, time: restarted.time, keys: [Self.key(7)])
        })
    }
    #expect(try await restarted.cache.changed(after: .distantPast).count == 0)
  }

  @Test("an org that was set back to an earlier day keeps the requests that it shows as of then")
  func restoredOrg() async throws {
    let world = try await World(requests: 20)
    let changed = world.org.now - 100
    let id = RequestID(String(format: "%024x", 5))
    let before = try #require(world.org.requests[id]?.lastUpdated)
    world.org.change { $0.requests[id]?.lastUpdated = changed }
    let results = await world.time.run {
      await Self.results(
        { try await Self.refresh(world.cache, from: world.org, time: world.time) },
        {
          world.org.change { $0.requests[id]?.lastUpdated = before }
          await world.time.sleep(until: world.time.now + .seconds(600))
          return try await Self.refresh(world.cache, from: world.org, time: world.time, keys: [Self.key(5)])
        })
    }
    #expect(try results.map { try $0.get() } == [1, 2])
    #expect(try await world.cache.requests(keys: [Self.key(5)]).count == 1)
    #expect(try await world.cache.changed(after: .distantPast).count == 20)
  }

  /// Requests are made, changed and removed between readings and between pages, many at one moment, some shown late. What
  /// the list showed when a reading began is known when it ends.
  @Test("a reading misses nothing, whatever moves between its pages", arguments: 1...60 as ClosedRange<UInt64>)
  func movingList(seed: UInt64) async throws {
    let world = try await World(requests: 40, pageSize: 4)
    let random = SharedRandom(seed: seed)
    world.org.change { $0.beforePage = { state, now in Self.disturb(&state, now, random, removes: false) } }
    let failures = await world.time.run {
      var failures: [String] = []
      for round in 1...12 {
        let now = world.org.now
        world.org.change { state in
          for _ in 0..<3 { Self.disturb(&state, now, random, removes: false) }
          if random.unit() < 0.3 { Self.disturb(&state, now, random, removes: true) }
        }
        let shown = world.org.change { state in
          state.requests.values.filter { state.visibleFrom[$0.id] ?? now <= now }
        }
        do {
          try await Self.refresh(
            world.cache, from: world.org, time: world.time, keys: Set(shown.map(\.key)), needsAll: true)
          let known = try await world.cache.requests(keys: Set(shown.map(\.key)))
          let moments = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0.lastUpdated) })
          for request in shown where moments[request.id].map({ $0 > request.lastUpdated - 0.0005 }) != true {
            failures.append("round \(round): \(request.subject) is not known as of \(request.lastUpdated)")
          }
        } catch {
          failures.append("round \(round): \(error)")
        }
        await world.time.sleep(until: world.time.now + .seconds(random.unit() * (random.unit() < 0.2 ? 5000 : 20)))
      }
      return failures
    }
    #expect(failures.isEmpty)
  }

  private static func disturb(
    _ state: inout ListedOrg.State, _ now: Date, _ random: SharedRandom, removes: Bool
  ) {
    let ids = state.requests.keys.sorted()
    guard !ids.isEmpty else { return }
    let id = ids[Int(random.unit() * Double(ids.count))]
    if removes {
      state.requests[id] = nil
      return
    }
    switch random.unit() {
    case ..<0.4:
      // Whole seconds: many changes share a moment.
      let second = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
      let known = state.requests[id]?.lastUpdated ?? second
      state.requests[id]?.lastUpdated = max(second, known)
    case ..<0.7:
      let number = state.requests.count + 1000 + Int(random.unit() * 1e9)
      state.put(number, created: now, lag: random.unit() < 0.3 ? random.unit() * 5 : 0)
    default: break
    }
  }

  /// The result of each step, one after the other.
  static func results<Value: Sendable>(
    _ steps: @Sendable () async throws -> Value...
  ) async -> [Result<Value, any Error>] {
    var results: [Result<Value, any Error>] = []
    for step in steps {
      do { results.append(.success(try await step())) } catch { results.append(.failure(error)) }
    }
    return results
  }
}
