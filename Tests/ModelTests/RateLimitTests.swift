import Model
import Testing

@Suite("Times and rate limits as text")
struct RateLimitTests {
  @Test(
    "a time is numbers with a unit each, the larger unit first",
    arguments: [
      ("500ms", 500), ("5s", 5_000), ("1.5s", 1_500), (".5s", 500), ("10m", 600_000), ("2h", 7_200_000),
      ("1h30m", 5_400_000), ("1h30m0.5s", 5_400_500), ("0s", 0), ("8784h", 31_622_400_000),
    ])
  func times(text: String, milliseconds: Int) {
    #expect(Duration(text: text[...]) == .milliseconds(milliseconds))
  }

  @Test(
    "what is not a time of at most a year is refused",
    arguments: [
      "", "5", "s", "5 s", "-5s", "+5s", "5d", "5S", "1.s", ".s", "1.2.3s", "1e3s", "0x1s", "٥s", "30m1h", "1h1h",
      "1h30",
      "5s\n", "9999h",
    ])
  func wrongTimes(text: String) {
    #expect(Duration(text: text[...]) == nil)
  }

  @Test(
    "a rate limit is calls and a time, or off",
    arguments: [
      ("off", .unlimited), ("60/60s", .window(calls: 60, seconds: 60)), ("600/10m", .window(calls: 600, seconds: 600)),
      ("1/1h", .window(calls: 1, seconds: 3600)), ("7/500ms", .window(calls: 7, seconds: 0.5)),
      ("999999999/1m30s", .window(calls: 999_999_999, seconds: 90)),
    ] as [(String, RateLimit)])
  func limits(text: String, limit: RateLimit) {
    #expect(RateLimit(text: text) == limit)
  }

  @Test(
    "what is not at least one call in some time is refused as a rate limit",
    arguments: [
      "", "60", "60/60", "60/s", "/60s", "-1/60s", "60/60d", "60/60s/2", " 60/60s", "٦٠/60s", "9999999999/1s", "0/60s",
      "60/0m", "OFF",
    ])
  func wrongLimits(text: String) {
    #expect(RateLimit(text: text) == nil)
  }
}
