import Applying
import Testing
import Throttling
import Model

@Suite("The time left")
struct TimeLeftTests {
  private static func window(remaining: Int, endsIn: Double) -> RateLimitStatus {
    RateLimitStatus(
      limit: .window(calls: 60, seconds: 60), allowance: .window(calls: 54, seconds: 60), remaining: remaining,
      endsIn: endsIn)
  }

  @Test(
    "the time left is counted in windows where the org limits, and by measured speed where it does not",
    arguments: [
      (0, nil, nil, 0.0), (100, nil, nil, nil), (100, nil, 20.0, 5.0), (100, RateLimitStatus.unlimited, 50, 2),
      (10, Self.window(remaining: 20, endsIn: 30), 5, 2),
      (20, Self.window(remaining: 0, endsIn: 30), 10, 32),
      (54, Self.window(remaining: 0, endsIn: 30), nil, 30),
      (55, Self.window(remaining: 0, endsIn: 30), nil, 90),
      (5000, Self.window(remaining: 0, endsIn: 0), nil, 92 * 60),
    ] as [(Int, RateLimitStatus?, Double?, Double?)])
  func timeLeft(calls: Int, window: RateLimitStatus?, speed: Double?, seconds: Double?) {
    #expect(TimeLeft(calls: calls, window: window, speed: speed).seconds == seconds)
  }
}
