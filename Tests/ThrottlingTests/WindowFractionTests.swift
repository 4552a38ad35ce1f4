import Foundation
import Model
import Simulation
import Testing
import Throttling

@Suite("Windows are used to the fraction of a second", .serialized)
struct WindowFractionTests {
  struct World: Sendable, CustomTestStringConvertible {
    var limit: SimulatedOrg.Limit
    var latency: ClosedRange<Double>
    var drift = 0.0
    var nodeSpread = 0.0
    var seed: UInt64

    var testDescription: String {
      "\(limit.testDescription) latency=\(latency) drift=\(drift) "
        + "nodes=\(nodeSpread) seed=\(seed)"
    }

    /// A latency and what clocks do.
    private static let kinds: [(latency: ClosedRange<Double>, drift: Double, nodeSpread: Double)] = [
      (0.0025...0.01, 0, 0), (0.02...0.06, 0.0001, 0), (0.02...0.06, -0.0001, 0), (0.0025...0.25, -0.00005, 1),
    ]
    static let all = SimulatedOrg.Limit.all([(60, 5.0), (60, 60), (600, 60)]).enumerated().flatMap { index, limit in
      [index, index + 1].map { number in
        let kind = kinds[number % kinds.count]
        return World(
          limit: limit, latency: kind.latency, drift: kind.drift, nodeSpread: kind.nodeSpread,
          seed: UInt64(number + limit.calls))
      }
    }
  }

  @Test("no call is a 429, and after the second window little more is lost than a round trip", arguments: World.all)
  func fraction(world: World) async {
    var random = SplitMix64(seed: world.seed)
    let start = 1_900_000_020 + Double.random(in: 0..<60, using: &random)
    let time = SimulatedTime(start: Date(timeIntervalSince1970: start))
    let bucket = SharedBucket(
      time: time, seed: world.seed, limit: world.limit, latency: world.latency, drift: world.drift,
      nodeSpread: world.nodeSpread)
    let limiter = RateLimiter(settings: RateSettings(reserve: 0.1, parallelism: 20), time: time.timeSource)
    await time.run {
      await SharedWindowTests.client(
        0, of: bucket, with: limiter, until: .seconds(world.limit.seconds * 18), time: time)
    }
    let shares = bucket.shares
    #expect(shares.allSatisfy { $0.throttled.isEmpty })
    let idle = bucket.idle.dropFirst(2).map { ($0 * 1000).rounded() / 1000 }.sorted()
    let most = 0.1 + 2 * world.latency.upperBound
    switch world.limit.beginning {
    case .firstCall where world.nodeSpread == 0: #expect(idle.allSatisfy { $0 <= most }, "\(idle)")
    // Some windows are needed until it is known; where clocks differ, any window's length is believed the second time.
    case .firstCall, .wholeSecond, .grid:
      #expect(idle[idle.count * 4 / 5] <= most && idle.allSatisfy { $0 <= 2 + most }, "\(bucket.idle)")
    }
    let unused = shares.dropFirst().map { world.limit.calls * 9 / 10 - ($0.allowed[0] ?? 0) }
    #expect(unused.reduce(0, +) * 100 <= world.limit.calls * shares.count * 2, "\(unused)")
  }

  @Test("after a 429 the ends of windows are taken to be as late as headers allow")
  func distrust() throws {
    var window = RateWindow(settings: RateSettings(reserve: 0))
    /// Makes a call that opens a window of five seconds, whose end is rounded up, and says when that is taken to end.
    func open(at moment: Double) throws -> Double {
      #expect(window.admit(now: .seconds(moment)) == .now)
      answer(at: moment, opened: moment, remaining: 2)
      return try #require(window.status(now: .seconds(moment))).endsIn
    }
    func answer(at moment: Double, opened: Double, remaining: Int) {
      let start = Date(timeIntervalSince1970: 1_900_000_000)
      let headers = RateLimitHeaders(
        limit: 3, remaining: remaining, reset: start + (opened + 5).rounded(.up), date: start + moment.rounded(.down))
      window.answered(headers, sent: .seconds(moment), received: .seconds(moment), counted: remaining > 0)
    }
    #expect(abs(try open(at: 0.3) - 7) < 0.01)
    #expect(abs(try open(at: 5.4) - 5) < 0.01)
    #expect(window.admit(now: .seconds(5.5)) == .now)
    answer(at: 5.5, opened: 5.4, remaining: 0)
    #expect(abs(try open(at: 10.5) - 7) < 0.01)
  }
}

extension SimulatedOrg.Limit: CustomTestStringConvertible {
  /// Windows of these calls and seconds, cut and shown in all ways.
  static func all(_ sizes: [(calls: Int, seconds: Double)]) -> [Self] {
    let beginnings: [Beginning] = [.firstCall, .wholeSecond, .grid(phase: 0), .grid(phase: 0.37), .grid(phase: 0.81)]
    let roundings: [FloatingPointRoundingRule] = [.down, .up, .toNearestOrAwayFromZero]
    return sizes.flatMap { calls, seconds in
      beginnings.flatMap { beginning in
        roundings.map { Self(calls: calls, seconds: seconds, beginning: beginning, rounding: $0) }
      }
    }
  }

  /// Size, beginning and rounding.
  public var testDescription: String {
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
    return "\(calls)/\(Int(seconds))s, \(kind), \(way)"
  }
}
