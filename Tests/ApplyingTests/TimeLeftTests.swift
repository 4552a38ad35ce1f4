import Applying
import Testing
import Throttling

@Suite("The time left")
struct TimeLeftTests {
  @Test(
    "the time left is counted in windows where the org limits, and by measured speed where it does not",
    arguments: [
      (0, nil, nil, 0.0), (100, nil, nil, nil), (100, nil, 20.0, 5.0), (100, RateLimitStatus.unlimited, 50, 2),
      (10, .window(limit: 60, allowance: 54, remaining: 20, length: 60, endsIn: 30), 5, 2),
      (20, .window(limit: 60, allowance: 54, remaining: 0, length: 60, endsIn: 30), 10, 32),
      (54, .window(limit: 60, allowance: 54, remaining: 0, length: 60, endsIn: 30), nil, 30),
      (55, .window(limit: 60, allowance: 54, remaining: 0, length: 60, endsIn: 30), nil, 90),
      (5000, .window(limit: 60, allowance: 54, remaining: 0, length: 60, endsIn: 0), nil, 92 * 60),
    ] as [(Int, RateLimitStatus?, Double?, Double?)])
  func timeLeft(calls: Int, window: RateLimitStatus?, speed: Double?, seconds: Double?) {
    #expect(TimeLeft(calls: calls, window: window, speed: speed).seconds == seconds)
  }
}
