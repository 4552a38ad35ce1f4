import ArgumentParser
import Throttling

/// How a command uses the org's rate limits.
struct RateOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The most calls under way at once, from 1 to 1000.", valueName: "number"))
  var parallelism = 10

  @Option(name: .long, help: ArgumentHelp("The share of every rate-limit window left to others.", valueName: "percent"))
  var reserve = Percentage(share: 0.1)

  @Option(name: .long, help: ArgumentHelp("An own ceiling on all calls, such as 30/60s.", valueName: "n/time"))
  var rate: Rate?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How long the org's list may lag behind a create: so long an unseen request is not believed to be absent.",
      valueName: "time"))
  var settle = TimeSpan(seconds: 10)

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      How long the org may act on a call after it went out: only after that and --settle is an unseen request believed to \
      be absent. A longer request time-out raises it.
      """,
      valueName: "time"))
  var longestCall = TimeSpan(seconds: 60)

  init() {}

  func validate() throws {
    guard (1...1000).contains(parallelism) else {
      throw ValidationError("--parallelism takes a number from 1 to 1000, not \(parallelism)")
    }
  }

  var settings: RateSettings {
    RateSettings(
      reserve: reserve.share, ceiling: rate.map { CallCeiling(calls: $0.calls, seconds: $0.span.seconds) },
      parallelism: parallelism)
  }
}

/// A share such as `10%`, from 0 % to 99 %.
struct Percentage: ExpressibleByArgument {
  let share: Double

  init(share: Double) {
    self.share = share
  }

  init?(argument: String) {
    let digits = argument.hasSuffix("%") ? argument.dropLast() : argument[...]
    guard let percent = Double(digits), (0...99).contains(percent) else { return nil }
    share = percent / 100
  }

  var defaultValueDescription: String { "\(Int((share * 100).rounded()))%" }
}

/// A time such as `500ms`, `10s`, `50m` or `2h`, of at most a year.
struct TimeSpan: ExpressibleByArgument {
  let seconds: Double

  init(seconds: Double) {
    self.seconds = seconds
  }

  init?(argument: String) {
    let units: [(suffix: String, seconds: Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let number = Double(argument.dropLast(unit.suffix.count)), (0...366 * 86_400).contains(number * unit.seconds)
    else { return nil }
    seconds = number * unit.seconds
  }

  var duration: Duration { .seconds(seconds) }

  var defaultValueDescription: String { "\(Int(seconds))s" }
}

/// A rate such as `30/60s`.
struct Rate: ExpressibleByArgument {
  let calls: Int
  let span: TimeSpan

  init?(argument: String) {
    let parts = argument.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let calls = Int(parts[0]), (1...1_000_000).contains(calls),
      let span = TimeSpan(argument: String(parts[1])), span.seconds > 0
    else { return nil }
    self.calls = calls
    self.span = span
  }
}
