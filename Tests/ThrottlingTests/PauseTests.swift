import Foundation
import Model
import Simulation
import Synchronization
import Testing
import Throttling

@Suite("Refused calls")
struct PauseTests {
  private static let date = Date(timeIntervalSince1970: 1_900_000_000)

  private static func headers(limit: Int = 60, remaining: Int, left: Double) -> RateLimitHeaders {
    RateLimitHeaders(limit: limit, remaining: remaining, reset: date + left, date: date)
  }

  /// When each call of ten callers went out within a time, in seconds, each call failing like this.
  private func moments(in length: Double, _ failure: ServiceFailure) async -> [Double] {
    let time = SimulatedTime()
    let sent = SentCalls()
    let limiter = RateLimiter(settings: RateSettings(reserve: 0, parallelism: 10), time: time.timeSource)
    @Sendable func callAgainAndAgain(latency: Duration) async {
      let policy = RetryPolicy()
      var (attempt, notBefore) = (0, Duration.zero)
      while let permit = try? await limiter.acquire(for: .createRequest, notBefore: notBefore) {
        sent.add(time.now.inSeconds)
        attempt += 1
        await time.sleep(until: time.now + latency)
        let pause = policy.backoff.delay(attempt: attempt, random: 0.5)
        await limiter.release(permit, outcome: CallOutcome(failure, pause: pause))
        let next = policy.decide(failure, effect: .read, attempt: attempt, hasRenewed: true, random: 0.5)
        guard case .retry(let wait) = next else { return }
        notBefore = time.now + wait
      }
    }
    await time.run {
      await withTaskGroup(of: Void.self) { group in
        for caller in 0..<10 { group.addTask { await callAgainAndAgain(latency: .milliseconds(1 + caller)) } }
        group.addTask {
          await time.sleep(until: .seconds(length))
          await limiter.stop()
        }
      }
    }
    return sent.moments.filter { $0 < length }
  }

  private static let error = ServiceError(status: 429, summary: "slow down")

  @Test(
    "a 429 pauses its family of calls, whatever its headers say",
    arguments: [
      nil, headers(remaining: 0, left: -5), headers(remaining: 20, left: 30), headers(remaining: 60, left: 60),
      headers(limit: 1_000_000, remaining: 1_000_000, left: 0), headers(remaining: 0, left: 0),
      headers(limit: 1, remaining: 0, left: 0.5),
    ])
  func contradictions(headers: RateLimitHeaders?) async {
    let sent = await moments(in: 60, .throttled(Self.error, headers))
    let most = sent.map { start in sent.count { (start..<start + 1).contains($0) } }.max() ?? 0
    #expect(most <= 20 && sent.count <= 120, "\(most) of \(sent.count)")
  }

  @Test("a 429 of the concurrency limit is followed by few calls in a second")
  func crowds() async {
    let sent = await moments(in: 60, .concurrencyLimited(Self.error))
    let most = sent.map { start in sent.count { (start..<start + 1).contains($0) } }.max() ?? 0
    #expect(most <= 25, "\(most) of \(sent.count)")
  }

  @Test(
    "a reply that asks to wait is followed by no other call before that, and does not end the run",
    arguments: [429, 429, 503])
  func retryAfter(status: Int) async {
    let error = ServiceError(
      status: status, summary: "later", rate: Self.headers(remaining: 50, left: 1), retryAfter: .seconds(30))
    for failure in status == 429
      ? [.throttled(error, error.rate), .concurrencyLimited(error)] : [ServiceFailure.lost("x", error)]
    {
      let sent = await moments(in: 300, failure)
      let gaps = zip(sent.sorted(), sent.sorted().dropFirst()).map { $1 - $0 }.filter { $0 > 1 }
      #expect(gaps.count >= 8 && gaps.allSatisfy { $0 >= 29.9 }, "\(gaps)")
    }
  }

  @Test("a 503 is a lost reply for a write, and is retried by a read as long as the org says when")
  func decisions() {
    let policy = RetryPolicy()
    let busy = ServiceFailure.lost("x", ServiceError(status: 503, summary: "busy", retryAfter: .seconds(7)))
    #expect(policy.decide(busy, effect: .write, attempt: 1, hasRenewed: false, random: 0) == .lookFirst)
    for attempt in [1, 6, 29] {
      let decision = policy.decide(busy, effect: .read, attempt: attempt, hasRenewed: false, random: 0)
      #expect(decision == .retry(after: .seconds(7)))
    }
    #expect(policy.decide(busy, effect: .read, attempt: 30, hasRenewed: false, random: 0) == .giveUp)
  }

  @Test("calls that fail for good are not retried")
  func lasting() {
    let failure = ServiceFailure.unreachable("its certificate is not trusted", isLasting: true)
    for effect in [RetryPolicy.Effect.read, .write] {
      #expect(RetryPolicy().decide(failure, effect: effect, attempt: 1, hasRenewed: false, random: 0) == .giveUp)
    }
  }
}

/// When calls went out.
private final class SentCalls: Sendable {
  private let sent = Mutex<[Double]>([])

  var moments: [Double] { sent.withLock { $0 } }

  func add(_ moment: Double) { sent.withLock { $0.append(moment) } }
}
