import Foundation
import Model
import Simulation
import Testing
import Throttling

@Suite("On a busy machine, where a process has to wait between any two readings of its clocks")
struct BusyMachineTests {
  struct World: Sendable, CustomTestStringConvertible {
    var limit: SimulatedOrg.Limit
    var processes: Int
    var drift: Double
    var seed: UInt64

    var testDescription: String {
      "\(limit.testDescription) processes=\(processes) drift=\(drift) seed=\(seed)"
    }

    /// `WRIT_SIMULATED_SCHEDULES` plays more.
    static let seeds = ProcessInfo.processInfo.environment["WRIT_SIMULATED_SCHEDULES"].flatMap(UInt64.init) ?? 1
    static let all = SimulatedOrg.Limit.all([(60, 5.0), (20, 4), (30, 9), (60, 60)]).enumerated().flatMap {
      index, limit in
      (1...seeds).map { seed in
        let (processes, drift) = [(1, 0.00015), (1, -0.00015), (2, 0)][(index + Int(seed)) % 3]
        return World(limit: limit, processes: processes, drift: drift, seed: seed)
      }
    }
  }

  @Test("a window that is shared through a file is not taken for ended before it is", arguments: World.all)
  func shared(world: World) async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "writ-busy-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var random = SplitMix64(seed: world.seed)
    let start = Date(timeIntervalSince1970: 1_900_000_000 + Double.random(in: 0..<60, using: &random))
    let time = SimulatedTime(start: start)
    let source = time.timeSource(stalls: SharedRandom(seed: world.seed))
    let bucket = SharedBucket(
      time: time, seed: world.seed, limit: world.limit, latency: 0.001...0.01, drift: world.drift, slowness: 0.01)
    await time.run {
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<world.processes {
          let budget = SharedBudget(
            path: path, orgURL: "https://example.okta.com", processID: Int32(number + 1), run: 1
          ) { _ in true }
          let limiter = RateLimiter(
            settings: RateSettings(reserve: 0, parallelism: 10), time: source, budget: .file(budget))
          group.addTask {
            await SharedWindowTests.client(
              number, of: bucket, with: limiter, until: .seconds(world.limit.seconds * 20), time: time)
          }
        }
      }
    }
    #expect(bucket.shares.count > 12)
    #expect(bucket.shares.allSatisfy { $0.throttled.isEmpty }, "\(bucket.shares.map(\.throttled))")
  }
}
