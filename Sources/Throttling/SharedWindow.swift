import Foundation

/// What this machine's processes know together of one family's window, and the calls that they have under way.
struct SharedWindow: Codable, Hashable, Sendable {
  /// What replies have told. Moments are dates by this machine's clock, in whole milliseconds; `reset` is the org's word.
  struct State: Codable, Hashable, Sendable {
    var limit: Int
    var spent: Int
    var reset: Date
    var end: Date
    var rolledOverAt: Date?
    /// The longest seen, in seconds.
    var length: Double
    /// Calls of this machine that the org has counted in this window, and in the one before.
    var answered: Int
    var answeredBefore: Int
    /// When the call went out whose reply told this.
    var asOf: Date

    /// `turned` is how files of earlier versions spell it.
    private enum CodingKeys: String, CodingKey {
      case limit, spent, reset, end, length, answered, answeredBefore, asOf
      case rolledOverAt = "turned"
    }

    /// What is left of a window that ended so long ago tells nothing of the next one.
    func isForgotten(at date: Date) -> Bool { date > end + 2 * max(1, length) }
  }

  /// Calls that a process has under way, and when their number changed last.
  struct UnderWay: Codable, Hashable, Sendable {
    var count: Int
    var since: Date
  }

  /// Calls are given up after less: a process that says nothing for so long, in seconds, has none under way.
  private static let maximumCallTime = 120.0

  var known: State?
  /// By the process's name.
  var underWay: [String: UnderWay] = [:]
  /// When calls were given up, or died with their process.
  var unanswered: [Date] = []

  /// Calls that died with their process may have been counted: they go without an answer.
  mutating func expire(at date: Date, isAlive: (_ process: String) -> Bool) {
    if known?.isForgotten(at: date) != false { unanswered.removeAll { date > $0 + Self.maximumCallTime } }
    for (process, calls) in underWay {
      let isOld = abs(date.timeIntervalSince(calls.since)) > Self.maximumCallTime
      guard isOld || !isAlive(process) else { continue }
      underWay[process] = nil
      unanswered += Array(repeating: date.wholeMilliseconds(.up), count: calls.count)
    }
  }

  /// Whether nothing in it serves anybody any more.
  func isExpired(at date: Date) -> Bool {
    underWay.isEmpty && unanswered.isEmpty && known?.isForgotten(at: date) != false
  }

  /// Whether its numbers can be reckoned with: others can write the file too.
  var isPlausible: Bool {
    let counts = underWay.values.map(\.count) + [unanswered.count]
    let dates = underWay.values.map(\.since) + unanswered
    guard counts.allSatisfy(Self.counts.contains), dates.allSatisfy(\.isPlausible) else { return false }
    guard let known else { return true }
    let numbers = [known.limit, known.spent, known.answered, known.answeredBefore]
    let moments = [known.reset, known.end, known.asOf] + [known.rolledOverAt].compactMap(\.self)
    return numbers.allSatisfy(Self.counts.contains) && known.limit > 0 && (0...1e6).contains(known.length)
      && moments.allSatisfy(\.isPlausible)
  }

  private static let counts = 0...1_000_000
}

/// The two clocks, read at one moment: a process's own, and the calendar's that all processes of a machine share.
struct ClockSample {
  let now: Duration
  let date: Date

  func moment(of date: Date) -> Duration { now + .seconds(date.timeIntervalSince(self.date)) }

  /// The same, where it does not differ from what is known already by more than the clocks' grain.
  func moment(of date: Date, unlessNear known: Duration?) -> Duration {
    let moment = moment(of: date)
    guard let known, abs((moment - known).inSeconds) < 0.002 else { return moment }
    return known
  }

  func date(of moment: Duration, _ rounding: FloatingPointRoundingRule) -> Date {
    (date + (moment - now).inSeconds).wholeMilliseconds(rounding)
  }
}

extension RateWindow {
  /// Whether there is something to share: an org without rate headers limits nobody.
  var isShared: Bool { knowledge != .unlimited }

  /// Takes over what this machine's processes know. It is as good as what this one knows: each tells all it learns, and
  /// takes over what there is before it does anything.
  mutating func adopt(_ shared: SharedWindow, as process: String, at clock: ClockSample) {
    callsOfOtherProcesses = shared.underWay.reduce(0) { $1.key == process ? $0 : $0 + $1.value.count }
    if knowledge == .none { unanswered = shared.unanswered.map(clock.moment) }
    guard let known = shared.known, !known.isForgotten(at: clock.date),
      knowledge == .none || known.reset >= reset
    else { return }
    // A calendar that was set back must not make anybody wait for longer than a window.
    let latest = clock.now + .seconds(min(known.length, Self.maximumWait) + 1)
    let end = min(latest, clock.moment(of: known.end, unlessNear: self.end))
    let isNew = knowledge == .none || known.reset > reset
    let isRolledOverByUs = rolledOverAt != nil && known.rolledOverAt == nil
    // Unless somebody found that the window which we held for ended still runs.
    if !isNew && isRolledOverByUs && end <= clock.now { return }
    enter(known, isNew: isNew, at: clock)
    spent = isNew || isRolledOverByUs || known.rolledOverAt != nil ? known.spent : max(spent, known.spent)
    (limit, reset, self.end) = (known.limit, known.reset, end)
    rolledOverAt = known.rolledOverAt.map { clock.moment(of: $0, unlessNear: rolledOverAt) }
    length.learn(seconds: known.length)
    ours = (known.answered, known.answeredBefore)
    unanswered = shared.unanswered.map(clock.moment)
    asOf = clock.moment(of: known.asOf, unlessNear: asOf)
    if rolledOverAt == nil { noteOthers() }
  }

  /// Leaves the window that this process was in, where the others have.
  private mutating func enter(_ known: SharedWindow.State, isNew: Bool, at clock: ClockSample) {
    if knowledge == .none {
      others.opened(now: clock.moment(of: known.asOf))
    } else if rolledOverAt == nil && (isNew || known.rolledOverAt != nil) {
      leaveWindow(now: clock.now)
    }
    if isNew { adopted = clock.now }
    knowledge = .window
  }

  /// Tells what this process knows and has under way.
  func share(into shared: inout SharedWindow, as process: String, at clock: ClockSample) {
    let count = knowledge == .unlimited ? 0 : outstanding
    if shared.underWay[process]?.count ?? 0 != count {
      shared.underWay[process] = count == 0 ? nil : .init(count: count, since: clock.date(of: clock.now, .down))
    }
    shared.unanswered = unanswered.map { clock.date(of: $0, .up) }
    guard knowledge == .window else { return shared.known = nil }
    shared.known = SharedWindow.State(
      limit: limit, spent: spent, reset: reset, end: clock.date(of: end, .up),
      rolledOverAt: rolledOverAt.map { clock.date(of: $0, .down) }, length: length.longestSeen, answered: ours.now,
      answeredBefore: ours.before, asOf: clock.date(of: asOf, .down))
  }
}

extension Date {
  fileprivate func wholeMilliseconds(_ rounding: FloatingPointRoundingRule) -> Date {
    Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded(rounding) / 1000)
  }

  /// Within some thousand years.
  fileprivate var isPlausible: Bool { abs(timeIntervalSince1970) < 1e11 }
}
