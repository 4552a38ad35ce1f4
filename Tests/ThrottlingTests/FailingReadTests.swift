import Model
import Simulation
import Testing
import Throttling

@Suite("Reads of an org that fails")
struct FailingReadTests {
  private static let refused = ServiceFailure.unreachable("cannot reach the org: connection refused")

  /// What a reading comes to, and when, whose first calls fail so; the watch afterwards.
  private func read(
    _ failures: [ServiceFailure], policy: RetryPolicy = RetryPolicy()
  ) async -> (result: Result<Int, ReadFailure>, seconds: Double, retry: RetryWatch.Retry?) {
    let org = RequestListingTests.ScriptedList { _, call in
      call <= failures.count ? .failure(failures[call - 1]) : .success(RequestPage(requests: [], next: nil))
    }
    let time = SimulatedTime()
    let reader = ThrottledReader(
      service: org, limiter: RateLimiter(settings: RateSettings(), time: time.timeSource), policy: policy,
      time: time.timeSource, random: { 0.5 })
    let result = await time.run { () -> Result<Int, ReadFailure> in
      do throws(ReadFailure) {
        return .success(try await reader.listPage(RequestQuery()).value.requests.count)
      } catch {
        return .failure(error)
      }
    }
    return (result, time.now.inSeconds, reader.retries.retry)
  }

  @Test("a read that keeps failing ends after six tries and about twelve seconds with the failure itself")
  func givesUp() async {
    let end = await read(Array(repeating: Self.refused, count: 100))
    #expect(end.result == .failure(.service(Self.refused)))
    #expect((8...16).contains(end.seconds), "\(end.seconds)")
    #expect(end.retry?.attempt == 5 && end.retry?.maximumAttempts == 6)
  }

  @Test("a read ends with the failure itself when the circuit opens, within about a minute")
  func circuitOpens() async {
    let policy = RetryPolicy(backoff: Backoff(maximum: .seconds(1)), attempts: 100)
    let end = await read(Array(repeating: Self.refused, count: 100), policy: policy)
    #expect(end.result == .failure(.service(Self.refused)))
    #expect((45...65).contains(end.seconds), "\(end.seconds)")
    #expect(end.retry?.attempt == 20)
  }

  @Test("no retry is reported any more once the org has answered")
  func recovers() async {
    let error = ServiceError(status: 429, summary: "slow down", retryAfter: .seconds(30))
    let end = await read([Self.refused, .throttled(error, nil), .lost("closed", nil)])
    #expect(end.result == .success(0) && end.retry == nil)
    #expect((30...40).contains(end.seconds), "\(end.seconds)")
  }
}
