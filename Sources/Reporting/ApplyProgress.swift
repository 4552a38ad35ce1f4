package import Applying
package import Planning
package import Model
import Throttling

/// How far a run has come: counts, the time left and what it waits for. A value; the display holds it.
package struct ApplyProgress: Sendable {
  private let total: Int
  /// The user's own limit on all calls.
  private let ceiling: RateLimit
  private var done = 0
  private var notDone = 0
  /// Creates, or cancels.
  private let family: CallFamily
  private var changesLeft: Int
  private var messagesLeft: Int
  private var look: PendingLookup?
  private var isStopping = false
  /// When each of the last actions ended, oldest first.
  private var recent: [Duration] = []

  /// Of a plan that has this much to do, under the user's own limit.
  package init(_ summary: PlanSummary, ceiling: RateLimit) {
    self.ceiling = ceiling
    total = summary.create + summary.cancel + summary.message
    family = summary.cancel > 0 ? .cancelRequest : .createRequest
    changesLeft = summary.create + summary.cancel
    messagesLeft = summary.message
  }

  /// Takes in what has happened at a moment of the run's clock.
  package mutating func add(_ event: ApplyEvent, now: Duration) {
    switch event {
    case .started: break
    case .lookingUp(let look): self.look = look
    case .stopping: isStopping = true
    case .ended(let action, let outcome, let request, _):
      if action.messageIndex == nil { changesLeft -= 1 } else { messagesLeft -= 1 }
      if outcome.isDone(request) { done += 1 } else { notDone += 1 }
      // What ends after the look has begun was found, or known to be absent.
      if let look, now >= look.next { self.look = nil }
      recent.append(now)
      if recent.count > 8000 { recent.removeFirst(4000) }
    }
  }

  /// `142/5,000`, `about 2 h 41 min left`, `rate limit, 38 s`, and whatever else there is to say: the most important first,
  /// since a narrow terminal has no room for the last.
  package func parts(_ wait: WaitText, now: Duration) -> [String] {
    let family: CallFamily = changesLeft > 0 ? self.family : .sendMessage
    let parts = [
      "\(CountText.number(done + notDone))/\(CountText.number(total))",
      isStopping ? "stopping" : wait.retry == nil ? timeLeft(wait, now: now) : nil,
      wait.trouble(now: now) ?? wait.rateLimit(of: family, now: now),
      notDone > 0 ? "\(CountText.number(notDone)) not done" : nil,
      look.map { "\(CountText.noun($0.count, "outcome")) not known, \(LookText.moments($0, now: now))" },
    ]
    return parts.compactMap(\.self)
  }

  private func timeLeft(_ wait: WaitText, now: Duration) -> String? {
    secondsLeft(wait, now: now).map { "about \(CountText.duration(seconds: $0)) left" }
  }

  /// Calls a second in the last burst.
  private var speed: Double? {
    let burst = recent.suffix(20)
    guard burst.count >= 5, let first = burst.first, let last = burst.last, last > first else { return nil }
    return Double(burst.count - 1) / (last - first).inSeconds
  }

  /// Calls a second that were answered in the last minutes: what their latency and all pauses leave of the window's rate.
  private func averageSpeed(now: Duration) -> Double? {
    let span = Duration.seconds(180)
    guard let first = recent.first, now - first >= .seconds(10) else { return nil }
    let since = max(first, now - span)
    return Double(recent.count { $0 > since }) / (now - since).inSeconds
  }

  /// Each family goes on next to the other: the slower one decides. The org may be slower than its rate limit allows, and
  /// the user's own limit holds for both.
  private func secondsLeft(_ wait: WaitText, now: Duration) -> Double? {
    let creates = TimeLeft(calls: changesLeft, window: wait.readings[family], speed: speed).seconds
    let messages = TimeLeft(calls: messagesLeft, window: wait.readings[.sendMessage], speed: speed).seconds
    guard let creates, let messages else { return nil }
    let left = Double(changesLeft + messagesLeft)
    let bySpeed = averageSpeed(now: now).map { $0 > 0 ? left / $0 : 0 } ?? 0
    return max(creates, messages, bySpeed, secondsUnderCeiling(wait, now: now))
  }

  /// A hold ends with room for one call or more; after it calls go at the limit's pace, if not all at once.
  private func secondsUnderCeiling(_ wait: WaitText, now: Duration) -> Double {
    guard case .window(let calls, let seconds) = ceiling else { return 0 }
    let held = wait.holds.values.filter(\.isOwnLimit).map { max(0, ($0.until - now).inSeconds) }.max() ?? 0
    let later = Double(max(0, changesLeft + messagesLeft - calls))
    return held + (later / Double(calls)).rounded(.up) * seconds
  }
}
