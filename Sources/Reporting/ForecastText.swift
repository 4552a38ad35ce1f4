package import Planning

/// What applying a plan will cost, in one line.
package enum ForecastText {
  /// `allowance` is that of the calls that take longest; `nil` where it is not known.
  package static func line(_ forecast: Forecast, allowance: Forecast.Allowance?) -> String {
    let calls = CountText.noun(forecast.calls, "call")
    let time = CountText.duration(seconds: forecast.seconds)
    let rate = (allowance ?? (forecast.isAssumed ? Forecast.assumedAllowance : nil)).map { " \(text($0))" } ?? ""
    let note = forecast.isAssumed ? " (assumed; the org has not told its limit yet)" : ""
    return "about \(calls), \(time)\(rate)\(note)"
  }

  private static func text(_ allowance: Forecast.Allowance) -> String {
    switch allowance {
    case .unlimited: "without a limit"
    case .window(let calls, 60): "at \(CountText.noun(calls, "call")) a minute"
    case .window(let calls, let seconds):
      "at \(CountText.noun(calls, "call")) in \(CountText.duration(seconds: seconds))"
    }
  }
}
