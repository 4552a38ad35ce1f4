import Foundation
import Model
import Testing
import Throttling

@Suite("A rate window")
struct RateWindowTests {
  /// A reply's headers: `left` seconds before the window ends.
  private static func headers(limit: Int, remaining: Int, left: Double) -> RateLimitHeaders {
    let date = Date(timeIntervalSince1970: 1_900_000_000)
    return RateLimitHeaders(limit: limit, remaining: remaining, reset: date + left, date: date)
  }

  /// A window after one call that was answered like this, one second after the start.
  private static func window(after headers: RateLimitHeaders?) -> RateWindow {
    var window = RateWindow(settings: RateSettings(reserve: 0))
    _ = window.admit(now: .zero)
    window.answered(headers, sent: .zero, received: .seconds(1))
    return window
  }

  @Test("a rate window lets one call go to learn the limit, and the others wait for its answer")
  func probes() {
    var window = RateWindow(settings: RateSettings(reserve: 0))
    #expect(window.admit(now: .zero) == .now)
    #expect(window.admit(now: .zero) == .whenAnswered)
  }

  @Test("without rate headers nothing is limited")
  func noHeaders() {
    var window = Self.window(after: nil)
    #expect((0..<1000).allSatisfy { _ in window.admit(now: .seconds(1)) == .now })
  }

  @Test("the zeros of the concurrency limit count nothing")
  func concurrencyZeros() {
    var window = Self.window(after: Self.headers(limit: 10, remaining: 9, left: 60))
    _ = window.admit(now: .seconds(1))
    window.answered(Self.headers(limit: 0, remaining: 0, left: 114), sent: .seconds(1), received: .seconds(2))
    #expect(window.limit == 10)
    #expect(window.admit(now: .seconds(2)) == .now)
  }

  @Test("a window that claims to end tomorrow is asked again within a quarter of an hour")
  func endlessWindow() {
    var window = Self.window(after: Self.headers(limit: 10, remaining: 0, left: 86_400))
    #expect(window.admit(now: .seconds(2)) == .wait(until: .seconds(901)))
    #expect(window.admit(now: .seconds(901)) == .now)
  }

  @Test("a reply with more calls remaining than the limit gives no extra calls")
  func strangeRemaining() {
    var window = Self.window(after: Self.headers(limit: 3, remaining: 50, left: 60))
    #expect((0..<5).map { _ in window.admit(now: .seconds(1)) == .now } == [true, true, true, false, false])
  }

  @Test(
    "a reserve is rounded up, and leaves at least one call",
    arguments: [(60, 0.1, 54), (15, 0.1, 13), (70, 0.1, 63), (1, 0.1, 1), (10, 0.99, 1), (10, 0, 10)])
  func allowance(limit: Int, reserve: Double, calls: Int) {
    #expect(RateSettings(reserve: reserve).allowance(of: limit) == calls)
  }
}
