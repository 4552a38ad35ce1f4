import Foundation
import Model

/// What several processes know together of one family's window, and the calls that they have in flight or may make.
///
/// It is kept in a file by those of one machine (`SharedBudget`), in a database by those of several (`BudgetStore`).
struct SharedWindow: Codable, Hashable, Sendable {
  /// What replies have shown. Moments are dates by the clock of the place that keeps it, in whole milliseconds; `reset` is the org's word.
  struct State: Codable, Hashable, Sendable {
    var limit: Int
    var spent: Int
    var reset: Date
    var end: Date
    var rolledOverAt: Date?
    /// The longest seen, in seconds.
    var length: Double
    /// Calls of these processes that the org has counted in this window, and in the one before.
    var answered: Int
    var answeredBefore: Int
    /// When the call went out whose reply showed this.
    var asOf: Date

    /// `turned` is how files of earlier versions spell it.
    private enum CodingKeys: String, CodingKey {
      case limit, spent, reset, end, length, answered, answeredBefore, asOf
      case rolledOverAt = "turned"
    }

    /// What is left of a window that ended that long ago says nothing about the next one.
    func isForgotten(at date: Date) -> Bool { date > end + 2 * max(1, length) }
  }

  /// Calls that a process has in flight or may make, and when it last said so.
  struct UnderWay: Codable, Hashable, Sendable {
    var count: Int
    var since: Date
  }

  /// Calls are given up after less: a process that says nothing for so long, in seconds, has none in flight.
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

/// The two clocks, read at one moment: a process's own, and the one that all processes share.
struct ClockSample {
  let now: Duration
  let date: Date
  /// By how much the two may have been read apart.
  var uncertainty = Duration.zero

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

extension TimeSource {
  /// What the calendar said at `moment`, which is not after this one. On a busy machine a process may have to wait between two
  /// readings: then by so much the date may be too late, and they are read again.
  func sample(at moment: Duration) -> ClockSample {
    func read() -> ClockSample {
      let before = now()
      let date = date() - (before - moment).inSeconds
      return ClockSample(now: moment, date: date, uncertainty: now() - before)
    }
    for _ in 1...2 {
      let sample = read()
      if sample.uncertainty < .milliseconds(1) { return sample }
    }
    return read()
  }
}

extension JSONDecoder {
  /// Reads what `sharedWindows` wrote.
  static var sharedWindows: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .secondsSince1970
    return decoder
  }
}

extension JSONEncoder {
  /// Writes shared windows.
  static var sharedWindows: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .secondsSince1970
    encoder.outputFormatting = .withoutEscapingSlashes
    return encoder
  }
}

extension Date {
  fileprivate func wholeMilliseconds(_ rounding: FloatingPointRoundingRule) -> Date {
    Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded(rounding) / 1000)
  }

  /// Within some thousand years.
  fileprivate var isPlausible: Bool { abs(timeIntervalSince1970) < 1e11 }
}
