import Foundation
import Model

/// When an org's windows begin and end, on our clock, as exactly as replies show it: a value that takes in readings, and answers
/// with the latest and the earliest moment.
///
/// Two kinds of windows are known: Okta's begin with the first call after the last one ended; those of others follow one another on a
/// fixed grid, such as the minutes of the clock. The latest end holds for both: a window began before any of its replies was here,
/// and ends by the org's clock before the second that it shows, rounded. A grid narrows it further, once one has been seen: a
/// window that ended before a window that began with its first call could have.
struct WindowTiming: Sendable {
  /// What is worth asking: how long a run waits after a window's end for lack of knowledge, in seconds.
  static let grain = 0.1
  /// Nodes whose clocks differ are assumed to differ by up to a second, once they were seen to.
  private static let nodeSpread = 1.0

  private(set) var length = WindowLength()
  /// The org's clock, by `Date`.
  private var clock = ClockOffset()
  /// The same by the windows themselves, if they follow one another on a grid: a window that ends at `reset` lasts from `length`
  /// before to `reset` by that clock. It differs from the org's by the fraction that is rounded away.
  private var grid = ClockOffset()
  private(set) var isGrid = false
  private var roundings = Set(ResetRounding.allCases)

  private var reset = -Double.infinity
  /// When the call went out that opened the window, if it was one of ours.
  private var opened: Duration?
  /// When the first of its replies was here.
  private var seen = Duration.zero
  /// Whether a window's beginning is believed by that: other clients may have had it for long, and all who use it wake at one time.
  private var isBeginningSeen = false
  /// When the last call went out that fell into it.
  private var lastSent = Duration.zero

  /// What another process has learned.
  mutating func learn(seconds: Double) { length.learn(seconds: seconds, confirmed: false) }

  /// Takes in the reading of a call, the org's count of whose window was `counted` by then. `isShared`: with other clients.
  mutating func learn(
    _ headers: RateLimitHeaders, counted: Int, isShared: Bool, sent: Duration, received: Duration
  ) {
    let date = headers.date.timeIntervalSince1970
    clock.learn(date..<(date + 1), sent: sent, received: received)
    let shown = headers.reset.timeIntervalSince1970
    let before = length.seconds
    length.learn(seconds: shown - date, confirmed: reset.isFinite && shown > reset)
    if length.seconds > before { (grid, isGrid) = (ClockOffset(), false) }
    if shown != reset {
      if shown > reset { close(before: received, next: shown) }
      (reset, opened, seen, lastSent, isBeginningSeen) = (shown, nil, received, sent, false)
    }
    if counted <= 1 { opened = sent }
    if counted <= 1 || !isShared { isBeginningSeen = true }
    seen = min(seen, received)
    lastSent = max(lastSent, sent)
    length.lasted(moreThan: (lastSent - seen).inSeconds * (1 - ClockOffset.drift))
    // The window of a call that comes alone and finds it half over began without it.
    if counted <= 1 && length.isConfirmed && shown - date < length.least - 2 { isGrid = true }
    if length.isConfirmed, !grid.learn((shown - length.seconds)..<shown, sent: sent, received: received) {
      isGrid = false
    }
    learnRounding()
  }

  /// A call of the next window has been answered.
  private mutating func close(before received: Duration, next: Double) {
    // No window begins before the last one has ended.
    length.lasted(lessThan: next - reset + 0.5)
    guard let opened, length.isConfirmed else { return }
    let most = (received - opened).inSeconds
    if most < length.least * (1 - ClockOffset.drift) {
      isGrid = true
    } else if !isGrid {
      length.wasOver(after: most * (1 + ClockOffset.drift))
    }
  }

  private mutating func learnRounding() {
    guard length.isKnown, clock.disagreement == 0 else { return }
    let byGrid = isGrid ? grid.moments(of: reset) : -.infinity ... .infinity
    let first = max(lastSent.inSeconds, byGrid.lowerBound)
    let last = min(byBeginning, byGrid.upperBound)
    guard first <= last, last.isFinite else { return }
    let offset = clock.bounds(at: .seconds(last))
    roundings.keep((first + offset.lowerBound - reset)...(last + offset.upperBound - reset))
  }

  /// A window began before any of its replies was here.
  private var byBeginning: Double {
    length.isConfirmed && isBeginningSeen ? seen.inSeconds + length.seconds * (1 + ClockOffset.drift) : .infinity
  }

  /// When the window has surely ended.
  var latestEnd: Duration {
    let spread = clock.disagreement > 0 ? Self.nodeSpread : 0
    let byClock = clock.moments(of: reset + roundings.offsets.upperBound + spread).upperBound
    let byGrid = isGrid ? grid.moments(of: reset).upperBound : .infinity
    return .seconds(min(byClock, byBeginning, byGrid))
  }

  /// When calls that were kept are worth most, in order: their replies show in which window they fell, and so when it ended.
  /// `price` is what a call costs that falls into the next window, in seconds.
  func questions(until end: Duration, roundTrip: Duration, price: Double) -> [Duration] {
    let trip = roundTrip.inSeconds
    if isGrid {
      let spread = clock.disagreement > 0 ? Self.nodeSpread : 0
      let byClock = clock.moments(of: reset + roundings.offsets.lowerBound - spread).lowerBound
      let first = max(grid.moments(of: reset).lowerBound, lastSent.inSeconds, byClock)
      let width = end.inSeconds - first
      // On a grid, lost time does not add up from window to window: little is paid for it.
      let isCheap = price <= Self.grain
      guard width > max(isCheap ? Self.grain : 2 * price, trip) else { return [.seconds(first - trip)] }
      let count = isCheap ? (width > max(5 * Self.grain, 2 * trip) ? 5 : 2) : 1
      return (1...count).map { .seconds(first + width * Double($0) / Double(count + 1) - trip / 2) }
    }
    guard let opened else { return [end - .seconds(1 + 2 * trip)] }
    // Falls into this window, unless that is one of a grid.
    let surelyOpen = opened.inSeconds + length.least * (1 - ClockOffset.drift) - 2 * trip
    // Falls into the next one if the shortest of the possible lengths is the right one.
    let next = seen.inSeconds + length.least * (1 + ClockOffset.drift)
    let isAnswered = lastSent.inSeconds > surelyOpen - Self.grain - trip
    return ((isAnswered ? [] : [surelyOpen]) + (length.isKnown || next >= end.inSeconds ? [] : [next])).map(
      Duration.seconds)
  }
}
