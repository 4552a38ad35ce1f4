import Model
import Simulation
import Testing
import Throttling

@Suite("Windows are filled, and never overrun")
struct RateUseTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var calls: Int
    var seconds: Double
    var isAligned: Bool
    var skew: Double
    var latency: ClosedRange<Double>
    var seed: UInt64

    var testDescription: String {
      "\(calls)/\(seconds)s aligned=\(isAligned) skew=\(skew) latency=\(latency) seed=\(seed)"
    }

    static let all: [Case] = [15, 60, 600].flatMap { calls in
      [10.0, 60.0].flatMap { seconds in
        [true, false].flatMap { isAligned in
          [(-37.3, 0.001...0.003), (0, 0.02...0.2), (12.9, 0.1...1.4)].enumerated().map { index, world in
            Case(
              calls: calls, seconds: seconds, isAligned: isAligned, skew: world.0, latency: world.1,
              seed: UInt64(index + calls))
          }
        }
      }
    }
  }

  @Test("eleven windows' worth of creates fill ten windows to the last call, with no 429", arguments: Case.all)
  func windowsAreFilled(world: Case) async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(
      time: time, seed: world.seed,
      limit: SimulatedOrg.Limit(calls: world.calls, seconds: world.seconds, isAligned: world.isAligned),
      latency: world.latency, skew: world.skew)
    // Wide enough that the calls fit into the window at all.
    let roundTrip = world.latency.upperBound * 2
    let width = max(10, Int(Double(world.calls) * roundTrip / world.seconds * 2))
    let elapsed = await time.run {
      let limiter = RateLimiter(
        settings: RateSettings(reserve: 0, parallelism: width), time: time.timeSource)
      await callMany(world.calls * 11, width: width, limiter: limiter, org: org)
      return time.now.inSeconds
    }
    #expect(org.throttled(.createRequest) == 0)
    let full = org.fullWindows(.createRequest)
    #expect(full.reduce(0, +) >= world.calls * full.count * 99 / 100, "\(full)")
    // Each window may start one round trip late, and as much as clocks may drift; the calls of the last one take time.
    let burst = Double(world.calls) / Double(width) * roundTrip
    #expect(elapsed < (world.seconds * 1.0002 + roundTrip) * 10 + burst + roundTrip)
  }

  @Test("a tenth of each window is left to others when the reserve says so")
  func reserveIsKept() async {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, limit: SimulatedOrg.Limit(calls: 50, seconds: 60))
    await time.run {
      let limiter = RateLimiter(settings: RateSettings(reserve: 0.1, parallelism: 10), time: time.timeSource)
      await callMany(200, width: 10, limiter: limiter, org: org)
    }
    #expect(org.fullWindows(.createRequest).allSatisfy { $0 == 45 })
    #expect(org.throttled(.createRequest) == 0)
  }

  @Test("a user's own limit holds in every period of its length, whatever the org allows")
  func ceilingHolds() async {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, latency: 0.01...0.01)
    let elapsed = await time.run {
      let ceiling = RateLimit.window(calls: 7, seconds: 3)
      let limiter = RateLimiter(
        settings: RateSettings(reserve: 0, ceiling: ceiling, parallelism: 4), time: time.timeSource)
      await callMany(71, width: 8, limiter: limiter, org: org)
      return time.now.inSeconds
    }
    #expect(elapsed >= 30 && elapsed < 31)
  }

  @Test("when another client takes half of the window, hardly a call comes back as a 429")
  func othersAreYieldedTo() async {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, limit: SimulatedOrg.Limit(calls: 60, seconds: 60))
    await time.run {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<2 {
          group.addTask {
            let limiter = RateLimiter(settings: RateSettings(reserve: 0.1, parallelism: 5), time: time.timeSource)
            await callMany(300, width: 5, limiter: limiter, org: org)
          }
        }
      }
    }
    #expect(org.requests.count == 600)
    #expect(org.throttled(.createRequest) < 12)
  }

  @Test("a stopped limiter ends the calls that wait for a permit")
  func stopSendsHome() async {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, limit: SimulatedOrg.Limit(calls: 5, seconds: 60))
    let elapsed = await time.run {
      let limiter = RateLimiter(settings: RateSettings(reserve: 0, parallelism: 5), time: time.timeSource)
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await callMany(50, width: 10, limiter: limiter, org: org) }
        group.addTask {
          await time.sleep(until: .seconds(20))
          await limiter.stop()
        }
      }
      return time.now
    }
    #expect(org.requests.count == 5)
    #expect(elapsed == .seconds(20))
  }
}

/// Makes `count` creates, up to `width` at once, each until it is no 429.
func callMany(_ count: Int, width: Int, limiter: RateLimiter, org: SimulatedOrg) async {
  let declaration = RequestDeclaration(
    requestTypeID: RequestTypeID(fromOrg: "00"), requester: nil, subject: "s",
    place: SourcePlace(file: "m.yaml", mark: .start))
  @Sendable func one() async {
    while let permit = try? await limiter.acquire(for: .createRequest) {
      do throws(ServiceFailure) {
        let reply = try await org.createRequest(declaration, by: nil)
        await limiter.release(permit, outcome: .answered(reply.rate))
        return
      } catch {
        await limiter.release(permit, outcome: CallOutcome(error, pause: .seconds(1)))
      }
    }
  }
  await withTaskGroup(of: Void.self) { group in
    for index in 0..<count {
      if index >= width { await group.next() }
      group.addTask { await one() }
    }
  }
}
