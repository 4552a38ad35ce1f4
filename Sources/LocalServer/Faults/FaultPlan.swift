import Model

/// Which faults are injected, and how often: the text `reply-lost=5%,late-list=3:2s,clock-skew=-90s`.
package struct FaultPlan: Hashable, Sendable {
  /// How often a fault is injected.
  package enum Chance: Hashable, Sendable {
    /// Into each eligible call, with this probability from 0 to 1.
    case share(Double)
    /// Into this number of eligible calls, from the first on.
    case first(Int)
  }

  /// Faults that are missing here are never injected.
  package var chances: [FaultKind: Chance]
  /// How long a delayed reply is held back.
  package var delay: Duration
  /// How long after its creation a late request is missing in lists.
  package var listingDelay: Duration
  /// Seconds by which the server's clock is ahead of the real time, or behind it where negative.
  package var clockSkew: Double
  /// Seconds by which the clock for `created` and `lastUpdated` is ahead of the server's own.
  package var stampSkew: Double

  /// A plan without faults, but for those that are given.
  package init(
    chances: [FaultKind: Chance] = [:], delay: Duration = .milliseconds(300), listingDelay: Duration = .seconds(2),
    clockSkew: Double = 0, stampSkew: Double = 0
  ) {
    self.chances = chances
    self.delay = delay
    self.listingDelay = listingDelay
    self.clockSkew = clockSkew
    self.stampSkew = stampSkew
  }
}

extension FaultPlan {
  /// Why a text is not a fault plan.
  package struct ParseError: Error, Hashable, Sendable {
    /// One sentence that quotes the item and lists what is accepted.
    package var text: String
    /// The name that was likely meant.
    package var hint: String?
  }

  /// The plan of a comma-separated list of `NAME=VALUE`; if a name is repeated, the last one wins.
  package static func parse(_ text: String) throws(ParseError) -> FaultPlan {
    var plan = FaultPlan()
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      try plan.add(item)
    }
    return plan
  }

  private mutating func add(_ item: Substring) throws(ParseError) {
    let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = sides.count == 2 ? sides[1] : ""
    switch sides[0] {
    case "all":
      guard let share = Self.share(value) else {
        throw .invalidValue(of: item, expected: "a percentage such as all=5%")
      }
      for kind in FaultKind.allCases where kind.isCommon { chances[kind] = .share(share) }
    case "clock-skew": clockSkew = try Self.skew(value, of: item)
    case "stamp-skew": stampSkew = try Self.skew(value, of: item)
    default:
      guard let kind = FaultKind(rawValue: String(sides[0])) else { throw .unknownName(sides[0], in: item) }
      try set(kind, value, of: item)
    }
  }

  private static func skew(_ value: Substring, of item: Substring) throws(ParseError) -> Double {
    let isNegative = value.first == "-"
    if let length = Duration(text: isNegative || value.first == "+" ? value.dropFirst() : value) {
      return isNegative ? -length.inSeconds : length.inSeconds
    }
    let name = item.prefix { $0 != "=" }
    throw .invalidValue(of: item, expected: "a time such as \(name)=-90s or \(name)=1.5s")
  }

  private mutating func set(_ kind: FaultKind, _ value: Substring, of item: Substring) throws(ParseError) {
    let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let chance = Self.chance(parts[0]) else { throw .invalidValue(of: item, expected: kind.expected) }
    chances[kind] = chance
    guard parts.count == 2 else { return }
    guard let time = kind.time, let duration = Duration(text: parts[1]) else {
      throw .invalidValue(of: item, expected: kind.expected)
    }
    self[keyPath: time] = duration
  }

  /// `5%`, or a number of calls of at most nine digits.
  private static func chance(_ text: Substring) -> Chance? {
    if let share = share(text) { return .share(share) }
    return text.wholeMatch(of: /\d{1,9}/).flatMap { Int($0.output) }.map(Chance.first)
  }

  /// `0%` to `100%`, as a number from 0 to 1: digits, optionally with a point between them.
  private static func share(_ text: Substring) -> Double? {
    guard let digits = text.wholeMatch(of: /(\d{1,9}(?:\.\d{1,9})?)%/)?.1, let percent = Double(digits), percent <= 100
    else { return nil }
    return percent / 100
  }
}

extension FaultPlan.ParseError {
  private static let names = FaultKind.allCases.map(\.rawValue) + ["clock-skew", "stamp-skew", "all"]

  fileprivate static func invalidValue(of item: Substring, expected: String) -> Self {
    Self(text: "invalid fault \"\(item)\": expected \(expected)")
  }

  fileprivate static func unknownName(_ name: Substring, in item: Substring) -> Self {
    Self(
      text: "unknown fault \"\(item)\": expected one of \(names.joined(separator: ", "))",
      hint: NearestName.hint(for: String(name), among: names))
  }
}

extension FaultKind {
  /// Where the plan keeps the time of this fault; `nil` where it has none.
  fileprivate var time: WritableKeyPath<FaultPlan, Duration>? {
    switch self {
    case .delay: \.delay
    case .lateList: \.listingDelay
    default: nil
    }
  }

  fileprivate var expected: String {
    let forms = "a percentage or a number of calls, such as \(rawValue)=5% or \(rawValue)=3"
    return time == nil ? forms : "\(forms), optionally with a time: \(rawValue)=5%:300ms"
  }
}
