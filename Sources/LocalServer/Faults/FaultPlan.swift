/// Which faults the server is to have, and how often: the text `reply-lost=5%,late-list=3:2s,clock-skew=-90s`.
package struct FaultPlan: Hashable, Sendable {
  /// How often a fault strikes.
  package enum Chance: Hashable, Sendable {
    /// Each call that it can befall, with this probability from 0 to 1.
    case share(Double)
    /// As many calls from the first on.
    case first(Int)
  }

  /// Kinds that are not named here never strike.
  package var chances: [FaultKind: Chance]
  /// How long a delayed reply is kept back.
  package var delay: Duration
  /// How long after its creation a late request stays out of lists.
  package var lateness: Duration
  /// Seconds by which the server's clock is ahead; behind where negative.
  package var clockSkew: Double
  /// Seconds by which the clock that stamps requests is ahead of the server's own.
  package var stampSkew: Double

  package init(
    chances: [FaultKind: Chance] = [:], delay: Duration = .milliseconds(300), lateness: Duration = .seconds(2),
    clockSkew: Double = 0, stampSkew: Double = 0
  ) {
    self.chances = chances
    self.delay = delay
    self.lateness = lateness
    self.clockSkew = clockSkew
    self.stampSkew = stampSkew
  }
}

extension FaultPlan {
  /// Why a text is no fault plan.
  package struct Problem: Error, Hashable, Sendable {
    /// One sentence that names the item and what is accepted.
    package var text: String
    /// The name that was likely meant.
    package var hint: String?
  }

  /// The plan that a list of `NAME=VALUE` writes; of two items for one name the later holds.
  package static func parse(_ text: String) throws(Problem) -> FaultPlan {
    var plan = FaultPlan()
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      try plan.take(item)
    }
    return plan
  }

  private mutating func take(_ item: Substring) throws(Problem) {
    let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = sides.count == 2 ? sides[1] : ""
    switch sides[0] {
    case "all":
      guard let share = FaultText.share(value) else { throw .wrongValue(item, "write a percentage such as all=5%") }
      for kind in FaultKind.allCases where kind.isCommon { chances[kind] = .share(share) }
    case "clock-skew": clockSkew = try Self.skew(value, item)
    case "stamp-skew": stampSkew = try Self.skew(value, item)
    default:
      guard let kind = FaultKind(rawValue: String(sides[0])) else { throw .unknownName(item, sides[0]) }
      try take(kind, value, item)
    }
  }

  private static func skew(_ value: Substring, _ item: Substring) throws(Problem) -> Double {
    if let skew = FaultText.signedSeconds(value) { return skew }
    let name = item.prefix { $0 != "=" }
    throw .wrongValue(item, "write a time such as \(name)=-90s or \(name)=1.5s")
  }

  private mutating func take(_ kind: FaultKind, _ value: Substring, _ item: Substring) throws(Problem) {
    let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let chance = FaultText.chance(parts[0]) else { throw .wrongValue(item, kind.remedy) }
    chances[kind] = chance
    guard parts.count == 2 else { return }
    guard let time = kind.time, let seconds = FaultText.seconds(parts[1]) else { throw .wrongValue(item, kind.remedy) }
    self[keyPath: time] = .seconds(seconds)
  }
}

extension FaultKind {
  /// Where the plan keeps the time that goes with this fault; `nil` where none does.
  fileprivate var time: WritableKeyPath<FaultPlan, Duration>? {
    switch self {
    case .delay: \.delay
    case .lateList: \.lateness
    default: nil
    }
  }

  fileprivate var remedy: String {
    let forms = "write a percentage or a number of calls, such as \(rawValue)=5% or \(rawValue)=3"
    return time == nil ? forms : "\(forms), with a time if you like: \(rawValue)=5%:300ms"
  }
}
