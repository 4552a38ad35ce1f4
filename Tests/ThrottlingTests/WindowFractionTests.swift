import Foundation
import Model
import Simulation
import Testing
import Throttling

extension SimulatedOrg.Limit {
  fileprivate var name: String {
    let kind =
      switch beginning {
      case .firstCall: "first call"
      case .wholeSecond: "whole second"
      case .grid(let phase): "grid+\(phase)"
      }
    let way =
      switch rounding {
      case .down: "down"
      case .up: "up"
      default: "nearest"
      }
    return "\(kind), \(way)"
  }
}

@Suite("Windows are used to the fraction of a second", .serialized)
struct WindowFractionTests {
  struct World: Sendable, CustomTestStringConvertible {
    var limit: SimulatedOrg.Limit
    var latency: ClosedRange<Double>
    var drift = 0.0
    var nodeSpread = 0.0
    var seed: UInt64

    var testDescription: String {
      "\(limit.calls)/\(Int(limit.seconds))s \(limit.name) latency=\(latency) drift=\(drift) "
        + "nodes=\(nodeSpread) seed=\(seed)"
    }

    /// What is lost of a window in seconds, but for the time that a call takes to get there. On a grid nothing adds up, and where a
    /// call is worth more than a tenth of a second, none is spent on learning when exactly it begins.
    var mostLost: Double { limit.beginning == .firstCall || limit.seconds / Double(limit.calls) <= 0.1 ? 0.1 : 2 }

    static let beginnings: [SimulatedOrg.Limit.Beginning] = [
      .firstCall, .wholeSecond, .grid(phase: 0), .grid(phase: 0.37), .grid(phase: 0.81),
    ]
    static let roundings: [FloatingPointRoundingRule] = [.down, .up, .toNearestOrAwayFromZero]
    static let all = [(60, 5.0), (60, 60), (600, 60)].flatMap { calls, seconds in
      beginnings.flatMap { beginning in
        roundings.flatMap { rounding in
          // Each latency with another kind of clocks.
          [(0.0025...0.01, 0.0, 0.0), (0.02...0.06, 0.0001, 0), (0.0025...0.25, -0.0001, 1)].enumerated().map {
            index, world in
            World(
              limit: .init(calls: calls, seconds: seconds, beginning: beginning, rounding: rounding),
              latency: world.0, drift: world.1, nodeSpread: world.2, seed: UInt64(index + calls))
          }
        }
      }
    }
  }

  @Test("no call is a 429, and after the second window mostly less than 0.1 s is lost", arguments: World.all)
  func fraction(world: World) async {
    let time = SimulatedTime()
    let bucket = SharedBucket(
      time: time, seed: world.seed, limit: world.limit, latency: world.latency, drift: world.drift,
      nodeSpread: world.nodeSpread)
    await time.run {
      await SharedWindowTests.client(0, of: bucket, until: .seconds(world.limit.seconds * 18), time: time)
    }
    let shares = bucket.shares
    #expect(shares.allSatisfy { $0.throttled.isEmpty })
    let idle = bucket.idle.dropFirst(2).sorted()
    #expect(idle[idle.count / 2] <= world.mostLost + world.latency.upperBound, "\(idle)")
    // The first window may have been nearly over.
    let unused = shares.dropFirst().map { world.limit.calls - ($0.allowed[0] ?? 0) }
    #expect(unused.reduce(0, +) * 100 <= world.limit.calls * shares.count * 2, "\(unused)")
  }
}
