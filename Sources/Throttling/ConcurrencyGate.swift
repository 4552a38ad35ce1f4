/// How many calls may be in flight at once: `parallelism`, less after the org said that it was too many, or after calls
/// got no trustworthy reply.
///
/// Additive increase, multiplicative decrease: trouble halves the number, and as many good replies as the number itself
/// raise it by one again. Calls that went out before the number was halved do not halve it again: they show the same
/// problem.
struct ConcurrencyGate {
  let parallelism: Int
  private(set) var width: Int
  /// When the calls in flight were sent, the oldest first.
  private var inFlight: [Duration] = []
  private var lastReply: Duration?
  private var goodReplies = 0
  private var cutAt: Duration?

  init(parallelism: Int) {
    self.parallelism = max(1, parallelism)
    width = self.parallelism
  }

  var isOpen: Bool { inFlight.count < width }

  /// Since when calls are in flight without any reply; `nil` where none is in flight.
  var silentSince: Duration? { inFlight.first.map { max($0, lastReply ?? $0) } }

  mutating func enter(now: Duration) {
    inFlight.append(now)
  }

  /// A call that was sent at `sent` has ended.
  mutating func leave(_ outcome: CallOutcome, sent: Duration, now: Duration) {
    if let call = inFlight.firstIndex(of: sent) { inFlight.remove(at: call) }
    if outcome.isReply { lastReply = now }
    if outcome.isInconclusive { return }
    guard outcome.isOverload else { return raise() }
    if let cutAt, sent <= cutAt { return }
    width = max(1, width / 2)
    goodReplies = 0
    cutAt = now
  }

  private mutating func raise() {
    goodReplies += 1
    if goodReplies >= width && width < parallelism {
      width += 1
      goodReplies = 0
    }
  }
}
