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
    var seed: UInt64

    var testDescription: String { "\(limit.calls)/\(Int(limit.seconds))s processes=\(processes) seed=\(seed)" }

    static let all = [(60, 5.0), (60, 60)].flatMap { calls, seconds in
      [1, 2].flatMap { processes in
        (1...4).map { World(limit: .init(calls: calls, seconds: seconds), processes: processes, seed: $0) }
      }
    }
  }

  @Test("a window that is shared through a file is not taken for ended before it is", arguments: World.all)
  func shared(world: World) async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "writ-busy-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let time = SimulatedTime()
    let source = time.timeSource(stalls: SharedRandom(seed: world.seed))
    let bucket = SharedBucket(time: time, seed: world.seed, limit: world.limit, latency: 0.001...0.01)
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
