import Model
import Simulation
import Testing
import Throttling

@Suite("The number of calls in flight")
struct ConcurrencyGateTests {
  /// The most turns that a limiter hands out at once.
  private static func width(of limiter: RateLimiter, time: SimulatedTime) async -> Int {
    await withTaskGroup(of: Permit?.self) { group in
      for _ in 0..<20 { group.addTask { try? await limiter.acquire(for: .createRequest) } }
      await time.sleep(until: time.now + .seconds(100))
      await limiter.stop()
      return await group.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
    }
  }

  @Test(
    "the number of calls in flight is halved once per failure, and grows by one for each round of good replies",
    arguments: [CallOutcome.concurrencyLimited, .lost(nil)])
  func additiveIncrease(trouble: CallOutcome) async throws {
    for (good, expected) in [(0, 8), (8, 9), (8 + 9, 10), (200, 16)] {
      let time = SimulatedTime()
      let width = try await time.run { () async -> Result<Int, any Error> in
        do {
          let limiter = RateLimiter(settings: RateSettings(reserve: 0, parallelism: 16), time: time.timeSource)
          let first = try await limiter.acquire(for: .createRequest)
          await limiter.release(first, outcome: .answered(nil))
          var permits: [Permit] = []
          for _ in 0..<5 { permits.append(try await limiter.acquire(for: .createRequest)) }
          await time.sleep(until: time.now + .seconds(1))
          for permit in permits { await limiter.release(permit, outcome: trouble) }
          await time.sleep(until: time.now + .seconds(100))
          for _ in 0..<good {
            await limiter.release(try await limiter.acquire(for: .createRequest), outcome: .answered(nil))
          }
          return .success(await Self.width(of: limiter, time: time))
        } catch {
          return .failure(error)
        }
      }.get()
      #expect(width == expected)
    }
  }
  @Test("calls are without a reply since the oldest in flight was sent, or since the last reply came")
  func silence() async throws {
    let time = SimulatedTime()
    let silences = try await time.run { () async -> Result<[Duration?], any Error> in
      do {
        let limiter = RateLimiter(settings: RateSettings(reserve: 0, parallelism: 16), time: time.timeSource)
        let start = time.now
        var silences: [Duration?] = []
        func pass() async {
          silences.append(await limiter.silentSince.map { $0 - start })
          await time.sleep(until: time.now + .seconds(1))
        }
        await pass()
        // The first call finds out whether the org has a limit.
        await limiter.release(try await limiter.acquire(for: .createRequest), outcome: .answered(nil))
        await pass()
        let oldest = try await limiter.acquire(for: .createRequest)
        await pass()
        let second = try await limiter.acquire(for: .createRequest)
        await pass()
        await limiter.release(second, outcome: .lost(nil))
        await pass()
        let third = try await limiter.acquire(for: .createRequest)
        await limiter.release(third, outcome: .answered(nil))
        await pass()
        await limiter.release(oldest, outcome: .answered(nil))
        await pass()
        return .success(silences)
      } catch {
        return .failure(error)
      }
    }.get()
    #expect(silences == [nil, nil, .seconds(2), .seconds(2), .seconds(2), .seconds(5), nil])
  }
}
