/// Waiting longer after each failure, with jitter so that many callers do not come back at once.
package struct Backoff: Hashable, Sendable {
  /// The wait after the first failure, at most.
  package var first: Duration
  /// No wait is longer.
  package var maximum: Duration

  package init(first: Duration = .milliseconds(500), maximum: Duration = .seconds(30)) {
    self.first = first
    self.maximum = maximum
  }

  /// The wait after failure number `attempt`, counted from 1: half to whole of `first` doubled each time.
  /// `random` is from 0 up to 1.
  package func delay(attempt: Int, random: Double) -> Duration {
    let doubled = first * (1 << min(max(attempt - 1, 0), 20))
    return min(doubled, maximum) * (0.5 + random / 2)
  }
}
