import Foundation
import Model
import Simulation
import Testing
import Throttling

@Suite("On a busy machine, where a process has to wait between any two readings of its clocks")
struct BusyMachineTests {
  enum Sharing: CaseIterable, Sendable {
    case alone, aloneWithSlowClock, byFile, byDatabase
  }

  struct World: Sendable, CustomTestStringConvertible {
    var limit: SimulatedOrg.Limit
    var sharing: Sharing
    var seed: UInt64

    var testDescription: String { "\(limit.testDescription), \(sharing), seed=\(seed)" }
    var processes: Int { sharing == .byFile || sharing == .byDatabase ? 2 : 1 }
    /// By how much the org's clock is faster than ours, as a share of the time.
    var drift: Double {
      switch sharing {
      case .alone: -0.00015
      case .aloneWithSlowClock: 0.00015
      case .byFile, .byDatabase: 0
      }
    }

    /// `WRIT_SIMULATED_SCHEDULES` plays more.
    static let seeds = ProcessInfo.processInfo.environment["WRIT_SIMULATED_SCHEDULES"].flatMap(UInt64.init) ?? 1
    static let all = SimulatedOrg.Limit.all([(60, 5.0), (20, 4), (30, 9), (60, 60)]).enumerated().flatMap {
      index, limit in
      (1...seeds).map { seed in
        World(limit: limit, sharing: Sharing.allCases[(index + Int(seed)) % Sharing.allCases.count], seed: seed)
      }
    }

    /// What the process of this number shares its windows through.
    func budget(_ number: Int, path: String, store: SimulatedBudgetStore) -> RateBudget {
      guard sharing != .byDatabase else { return .leased(store, process: "runner \(number)") }
      return .file(
        SharedBudget(path: path, orgURL: "https://example.okta.com", processID: Int32(number + 1), run: 1) { _ in true }
      )
    }
  }

  @Test("no window is taken for ended before it is, however it is cut, shown and shared", arguments: World.all)
  func noneIsEarly(world: World) async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "writ-busy-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var random = SplitMix64(seed: world.seed)
    let start = Date(timeIntervalSince1970: 1_900_000_000 + Double.random(in: 0..<60, using: &random))
    let time = SimulatedTime(start: start)
    let stalls = SharedRandom(seed: world.seed)
    var source = time.timeSource(stalls: stalls)
    // Who shares with no one does not go by a calendar, which may be set at any time.
    if world.processes == 1 { source.date = { time.date(at: time.now) + stalls.unit() } }
    let bucket = SharedBucket(
      time: time, seed: world.seed, limit: world.limit, latency: 0.001...0.01, drift: world.drift, slowness: 0.01)
    let store = SimulatedBudgetStore(time: time, seed: world.seed, roundTrip: 0.002...0.03)
    let settings = RateSettings(reserve: 0, parallelism: 10)
    await time.run { [source] in
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<world.processes {
          let budget = world.budget(number, path: path, store: store)
          let limiter = RateLimiter(settings: settings, time: source, budget: budget)
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
