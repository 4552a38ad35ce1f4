import Foundation
import Model
import Simulation
import Testing
import Throttling

@Suite("Processes on several machines share one rate budget by leases")
struct LeasedBudgetTests {
  struct World: Sendable, CustomTestStringConvertible {
    var clients = 2
    var calls = 60
    /// Of the database, in seconds.
    var roundTrip = 0.002...0.02
    var outage: Range<Duration> = .zero..<(.zero)
    /// How long a try takes to fail during the outage, in seconds.
    var failing = 0.01
    var windows = 10
    /// Fewer than half of a window at once, or who wakes first could have most of it.
    var parallelism: Int { min(8, calls / 3) }

    var testDescription: String { "\(clients) clients, \(calls) calls, round trips of \(roundTrip) s" }

    static let all =
      [2, 4].flatMap { clients in
        [15, 60, 600].flatMap { calls in
          [0.0005...0.002, 0.002...0.03, 0.2...0.25].map { roundTrip in
            World(clients: clients, calls: calls, roundTrip: roundTrip)
          }
        }
      } + [2, 4].map { World(clients: $0, roundTrip: 2...2.1) }
  }

  /// What a run of several clients came to.
  struct Outcome: Sendable {
    var shares: [SharedBucket.Share] = []
    var roundTrips = 0
    var minutes = 0.0

    var used: [Int: Int] { shares.reduce(into: [:]) { $0.merge($1.allowed, uniquingKeysWith: +) } }
    var throttled: [Int] { shares.map { $0.throttled.values.reduce(0, +) } }
  }

  private static func limiter(_ time: SimulatedTime, _ budget: RateBudget?, parallelism: Int = 8) -> RateLimiter {
    RateLimiter(
      settings: RateSettings(reserve: 0, parallelism: parallelism), time: time.timeSource, budget: budget)
  }

  private static func play(_ world: World) async -> Outcome {
    let time = SimulatedTime()
    let bucket = SharedBucket(time: time, seed: UInt64(world.calls), limit: .init(calls: world.calls, seconds: 60))
    let store = SimulatedBudgetStore(
      time: time, roundTrip: world.roundTrip, outage: world.outage, failing: world.failing)
    let end = Duration.seconds((62 + 2 * world.roundTrip.upperBound) * Double(world.windows + 2))
    await time.run {
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<world.clients {
          group.addTask {
            let limiter = limiter(time, .leased(store, process: "runner \(number)"), parallelism: world.parallelism)
            await keepCalling(bucket, as: number, with: limiter, until: end, time: time, width: world.parallelism)
          }
        }
      }
    }
    return Outcome(
      shares: Array(bucket.shares.prefix(world.windows)), roundTrips: store.roundTrips, minutes: end.inSeconds / 60)
  }

  /// Calls as fast as the limiter allows, until `end`.
  static func keepCalling(
    _ bucket: SharedBucket, as number: Int, with limiter: RateLimiter, until end: Duration, time: SimulatedTime,
    width: Int = 8
  ) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await time.sleep(until: end)
        await limiter.close()
      }
      for _ in 0..<width {
        group.addTask {
          while let permit = try? await limiter.acquire(for: .createRequest) {
            let (isAllowed, headers) = await bucket.call(by: number)
            await limiter.release(
              permit, outcome: isAllowed ? .answered(headers) : .throttled(headers, pause: .seconds(1)))
          }
        }
      }
    }
  }

  @Test("several machines fill the windows together, without a 429, and none starves", arguments: World.all)
  func share(world: World) async {
    let outcome = await Self.play(world)
    let (whole, used) = (world.calls * world.windows, outcome.used)
    #expect(outcome.shares.count == world.windows)
    #expect(outcome.throttled.allSatisfy { $0 == 0 }, "\(outcome.throttled)")
    #expect(used.values.reduce(0, +) * 100 >= whole * 99, "\(used)")
    #expect((0..<world.clients).allSatisfy { used[$0, default: 0] * world.clients * 2 >= whole }, "\(used)")
  }

  @Test("few calls ask little of the database, and many not much more", arguments: [(15, 30.0), (60, 60), (600, 150)])
  func traffic(calls: Int, mostPerMinute: Double) async {
    let outcome = await Self.play(World(calls: calls))
    #expect(Double(outcome.roundTrips) / outcome.minutes / 2 <= mostPerMinute)
  }

  @Test(
    "while the database is away each goes on alone, and once it is back they share again",
    arguments: [0.01, 20])
  func outage(failing: Double) async {
    let world = World(outage: .seconds(190)..<(.seconds(250)), failing: failing)
    let outcome = await Self.play(world)
    let (used, whole) = (outcome.used.values.reduce(0, +), world.calls * world.windows)
    #expect(used * 100 >= whole * 95, "\(outcome.used)")
    #expect(outcome.throttled.reduce(0, +) * 50 <= whole, "\(outcome.throttled)")
    #expect(outcome.throttled.prefix(3).allSatisfy { $0 == 0 }, "\(outcome.throttled)")
    #expect(outcome.throttled.suffix(4).allSatisfy { $0 == 0 }, "\(outcome.throttled)")
  }

  /// The way to a place, from a process that dies: nothing of it arrives after that.
  private struct MortalStore: BudgetStore {
    struct DeadError: Error {}

    let store: SimulatedBudgetStore
    let time: SimulatedTime
    let death: Duration

    func exchange(_ text: String?, for family: CallFamily, version: Int64) async throws -> BudgetRecord {
      guard time.now < death else { throw DeadError() }
      return try await store.exchange(text, for: family, version: version)
    }
  }

  @Test(
    "what a killed process may have sent counts for the others until two minutes are over", arguments: [15, 60, 600])
  func killed(calls: Int) async {
    let time = SimulatedTime()
    let bucket = SharedBucket(time: time, seed: 3, limit: .init(calls: calls, seconds: 60), latency: 0.01...0.03)
    let store = SimulatedBudgetStore(time: time, roundTrip: 0.002...0.02)
    await time.run {
      let mortal = MortalStore(store: store, time: time, death: .seconds(1))
      let victim = Self.limiter(time, .leased(mortal, process: "victim"))
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            while let permit = try? await victim.acquire(for: .createRequest), time.now < .seconds(0.9) {
              let (_, headers) = await bucket.call(by: 0)
              // The last call of each was sent, and its reply has not come.
              guard time.now < .seconds(0.6 + Double(number) / 100) else {
                return
              }
              await victim.release(permit, outcome: .answered(headers))
            }
          }
        }
      }
      await time.sleep(until: .seconds(1))
      let successor = Self.limiter(time, .leased(store, process: "successor"))
      await Self.keepCalling(bucket, as: 1, with: successor, until: .seconds(62 * 7), time: time)
    }
    let shares = bucket.shares
    #expect(shares.allSatisfy { $0.throttled.isEmpty })
    #expect(shares.dropFirst().prefix(2).allSatisfy { $0.allowed[1, default: 0] >= calls - 18 })
    #expect(shares.dropFirst(4).prefix(2).allSatisfy { $0.allowed == [1: calls] })
  }

  @Test(
    "leased calls that are not wanted any more are given back after two seconds, or at once by a process that ends",
    arguments: [true, false])
  func givenBack(ends: Bool) async {
    let time = SimulatedTime()
    let bucket = SharedBucket(time: time, seed: 5, limit: .init(calls: 60, seconds: 60), latency: 0.01...0.03)
    let store = SimulatedBudgetStore(time: time, roundTrip: 0.002...0.02)
    let duration = await time.run {
      let first = Self.limiter(time, .leased(store, process: "first"))
      await Self.call(bucket, times: 12, as: 0, with: first)
      if ends { await first.close() }
      let begin = time.now
      let second = Self.limiter(time, .leased(store, process: "second"))
      await Self.call(bucket, times: 48, as: 1, with: second)
      await second.close()
      if !ends { await first.close() }
      return time.now - begin
    }
    #expect(bucket.shares.isEmpty, "all go in the first window")
    #expect(duration < .seconds(6), "\(duration)")
  }

  /// Makes calls one after the other.
  private static func call(_ bucket: SharedBucket, times: Int, as number: Int, with limiter: RateLimiter) async {
    for _ in 0..<times {
      guard let permit = try? await limiter.acquire(for: .createRequest) else { return }
      let (isAllowed, headers) = await bucket.call(by: number)
      await limiter.release(permit, outcome: isAllowed ? .answered(headers) : .throttled(headers, pause: .seconds(1)))
    }
  }

  @Test("the database is not asked for an org without rate headers, once its first reply has shown that")
  func unlimited() async {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    let store = SimulatedBudgetStore(time: time, roundTrip: 0.002...0.02)
    await time.run {
      let limiter = Self.limiter(time, .leased(store, process: "only"))
      await callMany(500, width: 4, limiter: limiter, org: org)
      await limiter.close()
    }
    #expect(org.requests.count == 500)
    #expect(store.roundTrips <= 8)
  }

  @Test(
    "a run of an org without rate headers leaves nothing that the next one waits for, and a killed one little",
    arguments: [true, false])
  func successorWithoutLimit(isKilled: Bool) async {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    let store = SimulatedBudgetStore(time: time, roundTrip: 0.002...0.02)
    let elapsed = await time.run {
      let first = Self.limiter(
        time, .leased(MortalStore(store: store, time: time, death: .seconds(1)), process: "first"))
      if isKilled {
        _ = try? await first.acquire(for: .createRequest)
      } else {
        await callMany(5, width: 4, limiter: first, org: org)
        await first.close()
      }
      await time.sleep(until: .seconds(2))
      let second = Self.limiter(time, .leased(store, process: "second"))
      await callMany(5, width: 4, limiter: second, org: org)
      return time.now
    }
    #expect(elapsed < .seconds(isKilled ? 13 : 4), "\(elapsed)")
  }

  @Test(
    "a text in the database that is none of ours is replaced",
    arguments: ["", "null", "[]", "{\"underWay\": {\"x\": {\"count\": -1, \"since\": 0}}, \"unanswered\": []}"])
  func foreignText(text: String) async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, limit: SimulatedOrg.Limit(calls: 15, seconds: 10))
    let store = SimulatedBudgetStore(time: time, roundTrip: 0.002...0.02)
    let elapsed = await time.run {
      _ = try? await store.exchange(text, for: .createRequest, version: 0)
      let limiter = Self.limiter(time, .leased(store, process: "only"))
      await callMany(40, width: 4, limiter: limiter, org: org)
      await limiter.close()
      return time.now.inSeconds
    }
    #expect(org.throttled(.createRequest) == 0 && org.requests.count == 40)
    #expect(elapsed < 26)
  }
}
