import Foundation
import RequestModel
import Simulation
import Testing
import Throttling

@Suite("Processes of one machine share one rate budget")
struct SharedBudgetTests {
  /// A folder for one budget file, that goes with this value.
  private final class Scratch: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "writ-budget-\(UUID().uuidString)")
    var path: String { folder.appending(path: "state.db.rate").path }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What the process of this number shares; those in `dead` have died.
    func budget(_ number: Int32, dead: [Int32] = [], orgURL: String = "https://example.okta.com") -> SharedBudget {
      SharedBudget(path: path, orgURL: orgURL, processID: number, run: UInt64(number)) { !dead.contains($0) }
    }
  }

  struct World: Sendable, CustomTestStringConvertible {
    var calls: Int
    var latency: ClosedRange<Double>
    var isAligned: Bool
    var testDescription: String { "\(calls) \(latency) aligned=\(isAligned)" }
    static let all = [15, 60, 600].flatMap { calls in
      [0.001...0.003, 0.02...0.2, 0.1...0.7].flatMap { latency in
        [true, false].map { World(calls: calls, latency: latency, isAligned: $0) }
      }
    }

    func bucket(_ time: SimulatedTime) -> SharedBucket {
      SharedBucket(
        time: time, seed: UInt64(calls), limit: .init(calls: calls, seconds: 60, isAligned: isAligned), latency: latency)
    }
  }

  private static func limiter(_ time: SimulatedTime, _ budget: SharedBudget, parallelism: Int = 8) -> RateLimiter {
    RateLimiter(
      settings: RateSettings(reserve: 0, parallelism: parallelism), time: time.timeSource, budget: budget)
  }

  /// Calls as fast as the limiter allows, until `end`.
  private static func keepCalling(
    _ bucket: SharedBucket, as number: Int, with limiter: RateLimiter, until end: Duration, time: SimulatedTime
  ) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await time.sleep(until: end)
        await limiter.stop()
      }
      for _ in 0..<8 {
        group.addTask {
          while let turn = try? await limiter.turn(for: .createRequest) {
            let (isAllowed, reading) = await bucket.call(by: number)
            await limiter.finish(turn, isAllowed ? .answered(reading) : .throttled(reading, pause: .seconds(1)))
          }
        }
      }
    }
  }

  @Test("two fill the windows together, without a 429, and neither starves", arguments: World.all)
  func twoShare(world: World) async throws {
    let scratch = try Scratch()
    let time = SimulatedTime()
    let bucket = world.bucket(time)
    await time.run {
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<2 {
          group.addTask {
            let limiter = Self.limiter(time, scratch.budget(Int32(number + 1)))
            await Self.keepCalling(bucket, as: number, with: limiter, until: .seconds(12 * 62), time: time)
          }
        }
      }
    }
    let windows = bucket.shares.prefix(10)
    let used = (0..<2).map { number in windows.reduce(0) { $0 + ($1.allowed[number] ?? 0) } }
    #expect(windows.count == 10)
    #expect(bucket.shares.allSatisfy { $0.throttled.isEmpty })
    #expect(used.reduce(0, +) * 100 >= world.calls * 10 * 99, "\(used)")
    #expect(used.allSatisfy { $0 * 4 >= world.calls * 10 }, "\(used)")
  }

  @Test("who follows a process that was killed in the middle of a window knows what it had spent", arguments: World.all)
  func successor(world: World) async throws {
    let scratch = try Scratch()
    let time = SimulatedTime()
    let bucket = world.bucket(time)
    let waited = await time.run {
      let victim = Self.limiter(time, scratch.budget(1))
      for call in 0..<world.calls / 2 {
        guard let turn = try? await victim.turn(for: .createRequest) else { break }
        let (_, reading) = await bucket.call(by: 0)
        if call < world.calls / 2 { await victim.finish(turn, .answered(reading)) }
      }
      // It dies with calls under way, of which half arrive.
      for call in 0..<6 where (try? await victim.turn(for: .createRequest)) != nil {
        if call % 2 == 0 { _ = await bucket.call(by: 0) }
      }
      let successor = Self.limiter(time, scratch.budget(2, dead: [1]))
      let start = time.now
      var longest = Duration.zero
      for _ in 0..<world.calls * 2 {
        let asked = time.now
        guard let turn = try? await successor.turn(for: .createRequest) else { break }
        longest = max(longest, time.now - asked)
        let (isAllowed, reading) = await bucket.call(by: 1)
        await successor.finish(turn, isAllowed ? .answered(reading) : .throttled(reading, pause: .seconds(1)))
      }
      return (longest: longest, all: time.now - start)
    }
    #expect(bucket.shares.allSatisfy { $0.throttled.isEmpty })
    #expect(bucket.shares.first?.allowed[1] ?? 0 >= 1, "it uses what is left")
    #expect(bucket.shares.reduce(0) { $0 + ($1.allowed[1] ?? 0) } + 0 >= world.calls)
    #expect(waited.longest <= .seconds(62))
  }
}
