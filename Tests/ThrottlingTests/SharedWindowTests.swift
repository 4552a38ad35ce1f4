import Foundation
import Model
import Simulation
import Testing
import Throttling

@Suite("A window that others use as well is shared with them")
struct SharedWindowTests {
  /// How another client makes its calls; it wants half of the window.
  enum Pace: CaseIterable, Sendable {
    case steady, poisson, bursty, greedy
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var pace: Pace
    var calls: Int
    var testDescription: String { "\(pace) \(calls)" }
    static let all = Pace.allCases.flatMap { pace in [15, 60, 600].map { Case(pace: pace, calls: $0) } }
  }

  /// What a client got of some windows.
  struct Outcome {
    var used = 0, throttled = 0, othersUsed = 0, othersThrottled = 0, whole = 0
    var throttledShare: Double { Double(throttled) / Double(used + throttled) }

    mutating func add(_ shares: some Sequence<SharedBucket.Share>, limit: Int) {
      for share in shares {
        used += share.allowed[0] ?? 0
        throttled += share.throttled[0] ?? 0
        othersUsed += share.allowed[1] ?? 0
        othersThrottled += share.throttled[1] ?? 0
        whole += limit
      }
    }
  }

  private static let seconds = 60.0

  @Test("a window that another client uses is shared by halves, with hardly a 429", arguments: Case.all)
  func shared(world: Case) async {
    var sum = Outcome()
    // As many calls of small windows as of larger ones.
    for seed in 1...max(3, 180 / world.calls) {
      let shares = await Self.run(world, seed: UInt64(seed), windows: 13, othersStay: 14)
      sum.add(shares.dropFirst(2).prefix(10), limit: world.calls)
    }
    #expect(Double(sum.used) >= 0.95 * Double(sum.whole) / 2)
    #expect(sum.throttledShare < 0.01)
    // The odd call of a window is either client's.
    if world.pace == .steady { #expect(sum.othersThrottled <= sum.whole / world.calls * 3 / 4 + sum.whole / 200) }
    // Whoever shares as we do gets no worse.
    if world.pace == .greedy { #expect(Double(sum.othersUsed) >= 0.85 * Double(sum.whole) / 2) }
  }

  @Test("after the other clients have gone, whole windows are used again", arguments: Case.all)
  func gone(world: Case) async {
    var sum = Outcome()
    for seed in 1...2 {
      let shares = await Self.run(world, seed: UInt64(seed), windows: 16, othersStay: 3.5)
      sum.add(shares.dropFirst(5).prefix(10), limit: world.calls)
    }
    #expect(sum.used * 100 >= sum.whole * 99)
    #expect(sum.throttled == 0)
  }

  /// Client 0 is ours and always has calls to make; client 1 is the other one.
  private static func run(
    _ world: Case, seed: UInt64, windows: Double, othersStay: Double
  ) async -> [SharedBucket.Share] {
    let time = SimulatedTime()
    let bucket = SharedBucket(time: time, seed: seed, limit: .init(calls: world.calls, seconds: seconds))
    let end = Duration.seconds(windows * (seconds + 2))
    let leaving = min(end, Duration.seconds(othersStay * (seconds + 1)))
    await time.run {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await client(0, of: bucket, until: end, time: time) }
        group.addTask {
          switch world.pace {
          case .greedy: await client(1, of: bucket, until: leaving, time: time)
          case .steady, .poisson, .bursty:
            await neighbor(world, seed: seed, of: bucket, until: leaving, time: time)
          }
        }
      }
    }
    return bucket.shares
  }

  /// A limiter that always has calls to make.
  static func client(
    _ number: Int, of bucket: SharedBucket, with limiter: RateLimiter? = nil, until end: Duration, time: SimulatedTime
  ) async {
    let limiter =
      limiter ?? RateLimiter(settings: RateSettings(reserve: 0, parallelism: 20), time: time.timeSource)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await time.sleep(until: end)
        await limiter.stop()
      }
      for _ in 0..<20 {
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

  /// A client that heeds no limit, and wants half of each window at its own pace.
  private static func neighbor(
    _ world: Case, seed: UInt64, of bucket: SharedBucket, until end: Duration, time: SimulatedTime
  ) async {
    var random = SplitMix64(seed: seed &+ 99)
    let gap = seconds / Double(world.calls) * 2
    var next = Double.random(in: 0..<gap, using: &random)
    var reset = Date.distantPast
    await withTaskGroup(of: Void.self) { group in
      while next < end.inSeconds {
        await time.sleep(until: .seconds(next))
        switch world.pace {
        case .steady, .greedy:
          group.addTask { _ = await bucket.call(by: 1) }
          next += gap
        case .poisson:
          group.addTask { _ = await bucket.call(by: 1) }
          next -= gap * log(1 - Double.random(in: 0..<1, using: &random))
        case .bursty:  // half of the window as soon as it begins
          reset = await bucket.call(by: 1).headers.reset
          for _ in 1..<world.calls / 2 { group.addTask { _ = await bucket.call(by: 1) } }
          next = reset.timeIntervalSince(time.date(at: .zero)) + 1
        }
      }
    }
  }
}
