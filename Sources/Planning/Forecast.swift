package import Model

/// What applying a plan will cost: calls, and the time that the rate limit makes of them.
package struct Forecast: Hashable, Sendable {
  /// Where no limit was ever seen: the middle of the 15–50 calls a minute recorded from real orgs.
  package static let assumedRateLimit = RateLimit.window(calls: 30, seconds: 60)
  /// The time of one call where nothing limits them, in seconds.
  private static let assumedCallSeconds = 0.05

  /// The creates, cancels and messages that the plan sends.
  package var calls: Int
  /// The estimated duration in seconds: that of the slower family of calls; 0 where nothing is sent.
  package var seconds: Double
  /// Whether a limit had to be assumed.
  package var isAssumed: Bool
  /// The user's own limit on all calls, where it makes the run longer than the org's limits do.
  package var ownLimit: RateLimit?

  /// `rateLimits` are those learned from replies, now or by earlier runs, less the reserve; the families run at the same time.
  /// `ceiling` is the user's own limit on all calls together.
  package init(
    plan: Plan, rateLimits: [CallFamily: RateLimit], parallelism: Int, ceiling: RateLimit = .unlimited
  ) {
    let summary = plan.summary
    let counts: [(CallFamily, Int)] = [
      (.createRequest, summary.create), (.cancelRequest, summary.cancel), (.sendMessage, summary.message),
    ]
    calls = summary.create + summary.cancel + summary.message
    isAssumed = counts.contains { $0.1 > 0 && rateLimits[$0.0] == nil }
    seconds =
      counts.map { family, count in
        Self.seconds(for: count, under: rateLimits[family] ?? Self.assumedRateLimit, parallelism: parallelism)
      }.max() ?? 0
    let ownSeconds = Self.seconds(for: calls, under: ceiling, parallelism: parallelism)
    if ceiling != .unlimited, ownSeconds > seconds { (seconds, ownLimit) = (ownSeconds, ceiling) }
  }

  /// The seconds that so many calls of one family take under these limits.
  package static func seconds(
    _ calls: Int, under rateLimit: RateLimit?, parallelism: Int, ceiling: RateLimit
  ) -> Double {
    let own = ceiling == .unlimited ? 0 : seconds(for: calls, under: ceiling, parallelism: parallelism)
    return max(own, seconds(for: calls, under: rateLimit ?? assumedRateLimit, parallelism: parallelism))
  }

  private static func seconds(for count: Int, under rateLimit: RateLimit, parallelism: Int) -> Double {
    guard count > 0 else { return 0 }
    let unlimited = Double(count) * assumedCallSeconds / Double(max(1, parallelism))
    switch rateLimit {
    case .unlimited:
      return unlimited
    case .window(let calls, let seconds):
      let fullWindows = (count - 1) / max(1, calls)
      return max(unlimited, Double(fullWindows) * seconds)
    }
  }
}
