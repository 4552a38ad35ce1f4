import Model
import Simulation
import Testing
import Throttling

@Suite("What holds calls that wait")
struct HoldTests {
  /// What holds creates after so many seconds of 30 of them, by the clock of the run.
  private static func hold(after seconds: Int, ceiling: RateLimit = .unlimited) async -> RateLimiter.Hold? {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, limit: SimulatedOrg.Limit(calls: 20, seconds: 60))
    return await time.run {
      let limiter = RateLimiter(
        settings: RateSettings(reserve: 0, ceiling: ceiling, parallelism: 10), time: time.timeSource)
      return await withTaskGroup(of: Void.self) { group in
        group.addTask { await callMany(30, width: 10, limiter: limiter, org: org) }
        await time.sleep(until: .seconds(seconds))
        return await limiter.holds[.createRequest]
      }
    }
  }

  @Test("calls that wait for a window are held until its end, also while some of its calls are kept for later")
  func window() async throws {
    let early = try #require(await Self.hold(after: 5))
    #expect(!early.isOwnLimit && (.seconds(55)...(.seconds(65))).contains(early.until), "\(early)")
    #expect(try #require(await Self.hold(after: 40)).until == early.until)
    #expect(await Self.hold(after: 90) == nil)
  }

  @Test("calls that wait for the user's own limit are held by that")
  func ownLimit() async throws {
    let hold = try #require(await Self.hold(after: 5, ceiling: .window(calls: 4, seconds: 20)))
    #expect(hold.isOwnLimit && (.seconds(20)...(.seconds(22))).contains(hold.until), "\(hold)")
  }
}
