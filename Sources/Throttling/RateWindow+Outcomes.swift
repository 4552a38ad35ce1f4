extension RateWindow {
  /// After a 429 whose headers do not say until when, nothing goes for so long.
  private static let minimumPause = Duration.seconds(1)
  /// A pause that only a call asks for whose 429s said time and again that the window ends at once.
  private static let longPause = Duration.seconds(2)
  /// Slots of the concurrency limit free up in under a second.
  private static let concurrencyPause = Duration.milliseconds(250)

  /// Takes in how a call ended that went out at `sent`.
  mutating func end(_ outcome: CallOutcome, sent: Duration, now: Duration) {
    switch outcome {
    case .answered(let headers):
      answered(headers, sent: sent, received: now)
    case .throttled(let headers, let pause):
      answered(headers, sent: sent, received: now, counted: false)
      // Headers that say there is room, or soon will be, do not make the 429 undone: whoever sent it knows better.
      let isBelieved = isSpent(now: now) && pause < Self.longPause
      if !isBelieved { self.pause(until: now + max(pause, Self.minimumPause)) }
    case .deferred(let headers, let wait, isThrottled: true):
      answered(headers, sent: sent, received: now, counted: false)
      pause(until: now + wait)
    case .deferred(let headers, let wait, isThrottled: false):
      if let headers {
        answered(headers, sent: sent, received: now)
      } else {
        givenUp(now: now)
      }
      pause(until: now + wait)
    case .lost(let headers?):
      answered(headers, sent: sent, received: now)
    case .concurrencyLimited:
      givenUp(now: now)
      pause(until: now + Self.concurrencyPause)
    case .lost(nil), .noRateHeaders, .notSent:
      givenUp(now: now)
    }
  }
}
