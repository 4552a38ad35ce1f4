import ArgumentParser
import Model
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
  var rate: RateLimit?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How long the org's list may lag after a create: until then a missing request is not taken as not created.",
      valueName: "time"))
  var settle = TimeSpan(.seconds(10))

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      How long the org may process a call after it was sent: only after that and --settle is a missing request taken as \
      not created. A longer request timeout raises it.
      """,
      valueName: "time"))
  var longestCall = TimeSpan(.seconds(60))

  init() {}

  /// For a command that makes a handful of calls and has none of these options.
  static func defaults() throws -> RateOptions { try parse([]) }

  func validate() throws {
    guard (1...1000).contains(parallelism) else {
      throw ValidationError("--parallelism takes a number from 1 to 1000, not \(parallelism)")
    }
    if let text = reserve.ambiguous {
      throw ValidationError("--reserve \(text) is ambiguous: say \(Percentage.readings(of: text))")
    }
  }

  var settings: RateSettings {
    RateSettings(reserve: reserve.share, ceiling: rate ?? .unlimited, parallelism: parallelism)
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

/// A time such as `1h30m`.
struct TimeSpan: ExpressibleByArgument {
  let duration: Duration

  init(_ duration: Duration) {
    self.duration = duration
  }

  init?(argument: String) {
    guard let duration = Duration(text: argument[...]) else { return nil }
    self.duration = duration
  }

  /// Whole seconds, as the defaults are.
  var defaultValueDescription: String { "\(duration.components.seconds)s" }
}

extension RateLimit: ExpressibleByArgument {
  /// A rate such as `30/60s`.
  package init?(argument: String) { self.init(text: argument) }

  /// As `init(argument:)` reads it.
  package var defaultValueDescription: String {
    switch self {
    case .unlimited: "off"
    case .window(let calls, let seconds): "\(calls)/\(TimeSpan(.seconds(seconds)).defaultValueDescription)"
    }
  }
}
