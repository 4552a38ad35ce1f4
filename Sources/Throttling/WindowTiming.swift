import Foundation
import Model

/// When an org's windows end, on our clock, as replies prove it to a fraction of a second, though headers show whole ones.
///
/// How `X-Rate-Limit-Reset` is rounded does not matter here, and `Date` only shows nodes whose clocks differ, and when a window cannot
/// have begun with a call:
/// - Windows do not overlap. So none is longer than the difference between the ends that two of them show.
/// - A window began before any reply to a call that it counted was here, and was not over when the last of those calls went out.
/// - Where a window is over sooner after the call that seemed to open it than windows last, or shows that it will be, windows do
///   not begin with calls: they follow one another on a grid, or begin at the whole second before. In both cases all ends differ from
///   what is shown by one fraction, which each of them bounds.
///
/// What is not proven is taken to be late. Evidence that contradicts itself, and a 429, end all of this for the rest of the run.
struct WindowTiming: Sendable {
  /// When calls that were kept for it show most of a window's end, in order.
  struct Questions {
    var moments: [Duration] = []
    /// So many calls of a window may be kept for them.
    var maximum = 0
  }

  /// What is worth asking, in seconds: how long a run waits after a window's end for lack of knowledge.
  private static let grain = 0.05
  /// So many calls of a window are kept to learn the fraction of a grid.
  private static let mostOnGrid = 4

  /// Whether what it knows is not used: it was wrong once.
  private var isDistrusted = false
  /// Windows are no longer than this, in seconds.
  private var most = Double.infinity
  private var lastDifference = Double.infinity
  /// Windows are longer than this.
  private var above = 0.0
  /// A window was over so soon after the call that seemed to open it was sent.
  private var shortest = Double.infinity
  /// The reading of such a call left so many whole seconds.
  private var leastLeft = Double.infinity
  /// By how much the second that the windows of a grid show at their ends is ahead of our clock then.
  private var grid = ClockOffset()
  private var isGridRefuted = false
  /// The org's clock by `Date`; only used to see whether nodes disagree.
  private var dates = ClockOffset()
  /// Whether nodes whose clocks differ were seen, or a clock that was set.
  private(set) var hasNodes = false

  private var reset = -Double.infinity
  private var windowCount = 0
  /// When the call went out that seemed to open the window.
  private var opened: Double?
  /// When the first of its replies was here.
  private var first = 0.0
  /// When the last of the calls went out that it counted.
  private var lastSent = 0.0

  /// A 429 came, or a window that was held for ended still runs.
  mutating func distrust() { isDistrusted = true }

  /// Takes in the reading of a call, the org's count of whose window was `counted` by then. `longest` is the longest time, in whole
  /// seconds, that any reading has left until its window's end.
  mutating func learn(
    _ headers: RateLimitHeaders, counted: Int, longest: Double, sent: Duration, received: Duration
  ) {
    let (sent, received) = (sent.inSeconds, received.inSeconds)
    let date = headers.date.timeIntervalSince1970
    if !dates.learn(low: date - received, high: date + 1 - sent, at: received), !hasNodes {
      hasNodes = true
      grid = ClockOffset()
    }
    let shown = headers.reset.timeIntervalSince1970
    if shown != reset {
      if windowCount > 0 { close(next: shown, longest: longest, received: received) }
      if counted <= 1, received - sent < 0.9 { leastLeft = min(leastLeft, shown - date) }
      (reset, opened, first, lastSent) = (shown, nil, received, sent)
      windowCount += 1
    }
    if counted <= 1 { opened = min(opened ?? sent, sent) }
    first = min(first, received)
    lastSent = max(lastSent, sent)
    above = max(above, (lastSent - first) * (1 - ClockOffset.drift))
    if above >= most || longest - 2 > most { isDistrusted = true }
    learnGrid(low: reset - endByLength, high: reset - lastSent)
  }

  /// A call of the window that shows `next` has been answered.
  private mutating func close(next: Double, longest: Double, received: Double) {
    let difference = next - reset
    defer { lastDifference = difference }
    // A header that wavers shows ends that are less than a window apart.
    if difference < max(1, longest - (hasNodes ? 2 : 1)) || difference <= above { return isDistrusted = true }
    // A clock that is set shows one that is too small.
    let believed = hasNodes ? max(difference, lastDifference) : difference
    most = min(most, WindowLength.isRound(longest) ? max(believed, longest) : believed)
    if let opened { shortest = min(shortest, (received - opened) * (1 + ClockOffset.drift)) }
    learnGrid(low: reset - received, high: .infinity)
  }

  /// Takes in bounds of the second that the window in hand shows at its end.
  private mutating func learnGrid(low: Double, high: Double) {
    let isConsistent = grid.learn(low: low, high: high, at: reset)
    if !isConsistent && shortest < .infinity { isGridRefuted = true }
  }

  /// The least that a window can last. `reset` is less than a second after the end, and `date` at most one before the call, so that
  /// `longest` is less than two seconds too much. Lengths are whole seconds.
  private func least(longest: Double) -> Double {
    min(most, max(1, longest - (hasNodes ? 2 : 1), above.rounded(.down) + 1))
  }

  /// Whether windows were seen that do not begin with a call: they follow one another on a grid, or begin at the whole second before.
  func isGrid(longest: Double) -> Bool {
    guard !isDistrusted, !isGridRefuted, most.isFinite else { return false }
    // Rounded down, with a `Date` of a second later, such a reading is less than two seconds short; with a node ahead, three.
    let least = least(longest: longest)
    return shortest < least || leastLeft < least - (hasNodes ? 2 : 1)
  }

  private var endByLength: Double { first + most * (1 + ClockOffset.drift) }

  /// When the window has surely ended, where that is proven.
  func latestEnd(longest: Double) -> Duration? {
    guard !isDistrusted, most.isFinite else { return nil }
    guard isGrid(longest: longest) else { return .seconds(endByLength) }
    return .seconds(min(endByLength, reset - grid.bounds(at: reset).low))
  }

  /// The windows in which these calls fall show when this one ends. None of them needs room in the next one. `room` calls of the window
  /// are left.
  func questions(
    until end: Duration, longest: Double, known: Double?, roundTrip: Duration, room: Int
  ) -> Questions {
    guard !isDistrusted else { return Questions() }
    let (end, trip) = (end.inSeconds, roundTrip.inSeconds)
    let isGrid = isGrid(longest: longest)
    let moments =
      isGrid ? onGrid(end, trip, room) : byLength(min(most, known ?? longest + 1), trip, longest: longest)
    return Questions(
      moments: moments.filter { $0 < end }.map(Duration.seconds), maximum: isGrid ? Self.mostOnGrid : moments.count)
  }

  /// What a call with such a round trip can show, in seconds.
  private static func grain(_ trip: Double) -> Double { max(grain, 1.2 * trip) }

  private func onGrid(_ end: Double, _ trip: Double, _ room: Int) -> [Double] {
    let first = max(lastSent, reset - grid.bounds(at: reset).high)
    let width = end - first
    guard width > Self.grain(trip) else { return [] }
    let count = max(1, min(Self.mostOnGrid, room, Int(width / Self.grain)))
    return (1...count).map { first + width * Double($0) / Double(count + 1) - trip / 2 }.filter { $0 > lastSent }
  }

  /// `length` is what a window is taken to last at most.
  private func byLength(_ length: Double, _ trip: Double, longest: Double) -> [Double] {
    let least = least(longest: longest)
    guard least < length else {
      // A window that began with a call is not over by then, and one of a grid may be.
      let moment = (opened ?? first - trip) + length * (1 - ClockOffset.drift) - Self.grain(trip)
      return moment > first ? [moment] : []
    }
    // One that still finds the window shows that it is a second longer.
    return [0.01, 0.5, 1].map { first + least * (1 + 2 * ClockOffset.drift) + $0 }
  }
}
