import ArgumentParser
import Throttling

/// How a command uses the org's rate limits.
struct RateOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Maximum number of concurrent calls, from 1 to 1000.", valueName: "number"))
  var parallelism = 10

  @Option(
    name: .long, help: ArgumentHelp("Share of each rate-limit window to leave for other clients.", valueName: "percent")
  )
  var reserve = Percentage(share: 0.1)

  @Option(name: .long, help: ArgumentHelp("Your own limit for all calls, such as 30/60s.", valueName: "n/time"))
  var rate: Rate?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How long the org's list may lag after a create: until then a missing request is not taken as not created.",
      valueName: "time"))
  var settle = TimeSpan(seconds: 10)

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      How long the org may process a call after it was sent: only after that and --settle is a missing request taken as \
      not created. A longer request timeout raises it.
      """,
      valueName: "time"))
  var longestCall = TimeSpan(seconds: 60)

  init() {}

  func validate() throws {
    guard (1...1000).contains(parallelism) else {
      throw ValidationError("--parallelism takes a number from 1 to 1000, not \(parallelism)")
    }
    if let text = reserve.ambiguous {
      throw ValidationError("--reserve \(text) is ambiguous: say \(Percentage.readings(of: text))")
    }
  }

  var settings: RateSettings {
    RateSettings(
      reserve: reserve.share, ceiling: rate.map { CallCeiling(calls: $0.calls, seconds: $0.span.seconds) },
      parallelism: parallelism)
  }
}

/// A share such as `10%`, from 0 % to 99 %; the sign may be left out after a number of at least 1.
struct Percentage: ExpressibleByArgument {
  let share: Double
  /// As written, where it may as well be a fraction: `0.1` for 10 %.
  let ambiguous: String?

  init(share: Double) {
    self.share = share
    ambiguous = nil
  }

  init?(argument: String) {
    let digits = argument.hasSuffix("%") ? argument.dropLast() : argument[...]
    guard let percent = Double(digits), (0...99).contains(percent) else { return nil }
    share = percent / 100
    ambiguous = digits == argument && percent > 0 && percent < 1 ? argument : nil
  }

  /// What an ambiguous text may mean.
  static func readings(of text: String) -> String {
    let percent = (Double(text) ?? 0) * 100
    return "\(percent == percent.rounded() ? String(Int(percent)) : String(percent))% or \(text)%"
  }

  var defaultValueDescription: String { "\(Int((share * 100).rounded()))%" }
}

/// A time such as `500ms`, `10s`, `50m`, `2h` or `1h30m`, of at most a year.
struct TimeSpan: ExpressibleByArgument {
  let seconds: Double

  init(seconds: Double) {
    self.seconds = seconds
  }

  /// Numbers with a unit each, the larger unit first.
  init?(argument: String) {
    var units: [(name: String, seconds: Double)] = [("h", 3600), ("m", 60), ("s", 1), ("ms", 0.001)]
    var rest = argument[...]
    var sum = 0.0
    repeat {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let name = rest.dropFirst(digits.count).prefix { $0.isLetter }
      guard let number = Double(digits), let unit = units.firstIndex(where: { $0.name == name }) else { return nil }
      sum += number * units[unit].seconds
      units.removeFirst(unit + 1)
      rest = rest.dropFirst(digits.count + name.count)
    } while !rest.isEmpty
    guard (0...366 * 86_400).contains(sum) else { return nil }
    seconds = sum
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
