package import Planning
package import Model

/// What applying a plan will cost, and what that estimate assumes.
package enum ForecastText {
  /// `504 calls, about 16 min at 30 a minute`; creates or cancels and messages go at the same time, each under its own limit, and what
  /// had to be assumed has a line of its own.
  package static func text(
    _ forecast: Forecast, _ summary: PlanSummary, rateLimits: [CallFamily: RateLimit]
  ) -> String {
    let families: [(name: String, count: Int, family: CallFamily)] = [
      ("creates", summary.create, .createRequest), ("cancels", summary.cancel, .cancelRequest),
      ("messages", summary.message, .sendMessage),
    ]
    let rates = families.filter { $0.count > 0 }.map { name, _, family in
      (name: name, rate: rate(rateLimits[family] ?? Forecast.assumedRateLimit))
    }
    let time = "\(CountText.noun(forecast.calls, "call")), about \(CountText.duration(seconds: forecast.seconds))"
    let note = forecast.isAssumed ? "\n(assumed: the org's limit is not known yet)" : ""
    if let ownLimit = forecast.ownLimit { return "\(time) \(rate(ownLimit)), your own limit" }
    guard let first = rates.first, let last = rates.last, rates.count > 1 else {
      return time + (rates.first.map { " \($0.rate)" } ?? "") + note
    }
    if first.rate == last.rate {
      let isLimited = rateLimits[.createRequest] != .unlimited
      return "\(time) \(first.rate)\(isLimited ? " each for \(first.name) and \(last.name)" : "")\(note)"
    }
    return "\(time): \(first.name) \(first.rate), \(last.name) \(last.rate)\(note)"
  }

  /// `5,000 requests; 5,167 calls, about 2 h 47 min: …`: what an export reads beyond the list.
  package static func export(
    requests: Int, calls: [(family: CallFamily, count: Int)], rateLimits: [CallFamily: RateLimit], parallelism: Int,
    ceiling: RateLimit
  ) -> String {
    let what = CountText.noun(requests, "request")
    let total = calls.reduce(0) { $0 + $1.count }
    guard total > 0 else { return "\(what), without further calls" }
    let seconds = calls.reduce(0) { sum, call in
      sum
        + Forecast.seconds(
          call.count, under: rateLimits[call.family], parallelism: parallelism, ceiling: ceiling)
    }
    let isAssumed = calls.contains { $0.count > 0 && rateLimits[$0.family] == nil }
    return "\(what); at most \(CountText.noun(total, "further call")), about "
      + CountText.duration(seconds: seconds) + (isAssumed ? " (assumed: a limit is not known yet)" : "")
  }

  private static func rate(_ rateLimit: RateLimit) -> String {
    switch rateLimit {
    case .unlimited: "without a limit"
    case .window(let calls, 60): "at \(CountText.number(calls)) a minute"
    case .window(let calls, let seconds): "at \(CountText.number(calls)) in \(CountText.duration(seconds: seconds))"
    }
  }
}
