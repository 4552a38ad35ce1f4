import Planning
import Model
import Testing
import Throttling

@testable import Reporting

@Suite("Why a line of progress waits")
struct WaitTextTests {
  private static let start = Duration.seconds(100)

  private static func wait(_ failure: ServiceFailure?, silentFor: Duration?, isRun: Bool = false) -> WaitText {
    let watch = RetryWatch()
    if let failure { watch.failed(failure, attempt: 1, of: 5, now: start - .seconds(20), wait: .seconds(8)) }
    return WaitText(retry: watch.retry, silentSince: silentFor.map { start - $0 }, isRun: isRun, readings: [:])
  }

  @Test(
    "the time that a call in flight is without a reply counts up, from the moment when it is worth a word",
    arguments: [
      (0, nil), (2999, nil), (3000, "no reply for 3 s"), (12_900, "no reply for 12 s"),
      (200_000, "no reply for 3 min 20 s"),
    ])
  func silence(milliseconds: Int, expected: String?) {
    #expect(Self.wait(nil, silentFor: .milliseconds(milliseconds)).text(now: Self.start) == expected)
  }

  @Test("a call that is tried again and gets no reply is counted as the try after the one that failed")
  func silenceAfterFailure() {
    let lost = ServiceFailure.lost("the connection closed", nil)
    #expect(Self.wait(lost, silentFor: .seconds(12)).text(now: Self.start) == "no reply for 12 s, try 2 of 5")
    #expect(
      Self.wait(lost, silentFor: .seconds(12), isRun: true).trouble(now: Self.start) == "no reply for 12 s, try 2 of 5")
  }

  @Test("between two tries a line names the one that failed and when the next one is")
  func betweenTries() {
    var wait = Self.wait(.lost("the connection closed", nil), silentFor: nil)
    wait.retry?.next = Self.start + .seconds(8)
    #expect(wait.text(now: Self.start) == "no reply, try 1 of 5, next in 8 s")
    // Another call of the run is in flight.
    wait.silentSince = .zero
    #expect(wait.text(now: Self.start) == "no reply, try 1 of 5, next in 8 s")
  }

  @Test("calls that wait for a limit are shown with its end, and whose limit it is")
  func limits() {
    var wait = Self.wait(nil, silentFor: nil)
    wait.holds = [.listRequests: .init(until: Self.start + .seconds(51))]
    #expect(wait.text(now: Self.start) == "rate limit, 51 s")
    #expect(wait.rateLimit(of: .createRequest, now: Self.start) == nil)
    #expect(wait.text(now: Self.start + .milliseconds(50_001)) == nil)
    wait.holds[.createRequest] = .init(until: Self.start + .seconds(80), isOwnLimit: true)
    #expect(wait.rateLimit(of: .createRequest, now: Self.start) == "own rate limit, 1 min 20 s")
    #expect(wait.text(now: Self.start) == "own rate limit, 1 min 20 s")
  }

  @Test("calls that were answered with a 429 wait as long as the limit holds them")
  func throttled() {
    let failure = ServiceFailure.throttled(ServiceError(status: 429, summary: "too many"), nil)
    var wait = Self.wait(failure, silentFor: nil)
    #expect(wait.text(now: Self.start) == "rate limit")
    wait.holds = [.listRequests: .init(until: Self.start + .seconds(30))]
    #expect(wait.text(now: Self.start) == "rate limit, 30 s")
  }

  @Test("the time left of a run keeps to the user's own limit")
  func timeLeft() {
    var summary = PlanSummary([])
    summary.create = 144
    let progress = ApplyProgress(summary, ceiling: .window(calls: 30, seconds: 10))
    var wait = Self.wait(nil, silentFor: nil, isRun: true)
    wait.readings[.createRequest] = RateLimitStatus(
      limit: .window(calls: 600, seconds: 60), allowance: .window(calls: 600, seconds: 60), remaining: 600, endsIn: 60)
    #expect(progress.parts(wait, now: Self.start) == ["0/144", "about 40 s left"])
    wait.holds[.createRequest] = .init(until: Self.start + .seconds(8), isOwnLimit: true)
    #expect(progress.parts(wait, now: Self.start) == ["0/144", "about 48 s left", "own rate limit, 8 s"])
  }
}
