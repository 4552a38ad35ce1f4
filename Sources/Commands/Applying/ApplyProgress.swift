import Applying
import Planning
import Reporting
import RequestModel
import Throttling

/// How far a run has come: counts, speed, the window's state and the time left. A value; the display holds it.
struct ApplyProgress: Sendable {
  private let total: Int
  private var done = 0
  private var notDone = 0
  private var createsLeft: Int
  private var messagesLeft: Int
  private var look: PendingLookup?
  private var isStopping = false
  /// When each of the last actions ended, oldest first.
  private var recent: [Duration] = []

  init(_ summary: PlanSummary) {
    total = summary.create + summary.message
    createsLeft = summary.create
    messagesLeft = summary.message
  }

  mutating func add(_ event: ApplyEvent, now: Duration) {
    switch event {
    case .started: break
    case .lookingUp(let look): self.look = look
    case .stopping: isStopping = true
    case .ended(let action, let outcome, _, _):
      if action.messageIndex == nil { createsLeft -= 1 } else { messagesLeft -= 1 }
      if outcome == .done || outcome == .adopted { done += 1 } else { notDone += 1 }
      // What ends after the look has begun was found, or known to be absent.
      if let look, now >= look.next { self.look = nil }
      recent.append(now)
      if recent.count > 8000 { recent.removeFirst(4000) }
    }
  }

  /// `142/5,000 done, 27 calls a minute, window 12 of 54 left, ends in 38 s, about 2 h 41 min left`; where calls fail,
  /// what is waited for stands in place of a window that says nothing then.
  func line(_ wait: WaitText, now: Duration) -> String {
    let readings = wait.readings
    let waiting = wait.retry == nil ? nil : wait.text(now: now)
    let family: CallFamily = createsLeft > 0 ? .createRequest : .sendMessage
    let parts = [
      "\(CountText.number(done))/\(CountText.number(total)) done",
      notDone > 0 ? "\(CountText.number(notDone)) not done" : nil,
      waiting,
      callsPerMinute(now: now).map { "\(CountText.noun($0, "call")) a minute" },
      waiting == nil ? readings[family].flatMap(Self.text) : nil,
      look.map { "\(CountText.noun($0.count, "outcome")) not known, \(LookText.moments($0, now: now))" },
      isStopping ? "stopping" : waiting == nil ? timeLeft(readings) : nil,
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private func timeLeft(_ readings: [CallFamily: RateLimitStatus]) -> String? {
    secondsLeft(readings).map { "about \(CountText.duration(seconds: $0)) left" }
  }

  private static func text(_ reading: RateLimitStatus) -> String? {
    guard case .window(_, let allowance, let remaining, _, let endsIn) = reading else { return nil }
    return "window \(CountText.number(remaining)) of \(CountText.number(allowance)) left, ends in "
      + CountText.duration(seconds: endsIn)
  }

  /// Actions that ended in the last minute, or what a minute would see at the speed so far, once that says anything.
  private func callsPerMinute(now: Duration) -> Int? {
    guard let first = recent.first, now - first >= .seconds(10) else { return nil }
    let number = recent.count { now - $0 <= .seconds(60) }
    return Int((Double(number) * 60 / min(60, (now - first).inSeconds)).rounded())
  }

  /// Calls a second in the last burst.
  private var speed: Double? {
    let burst = recent.suffix(20)
    guard burst.count >= 5, let first = burst.first, let last = burst.last, last > first else { return nil }
    return Double(burst.count - 1) / (last - first).inSeconds
  }

  /// Each family goes on beside the other: the slower one decides.
  private func secondsLeft(_ readings: [CallFamily: RateLimitStatus]) -> Double? {
    let creates = TimeLeft(calls: createsLeft, window: readings[.createRequest], speed: speed).seconds
    let messages = TimeLeft(calls: messagesLeft, window: readings[.sendMessage], speed: speed).seconds
    guard let creates, let messages else { return nil }
    return max(creates, messages)
  }
}
