package import struct Foundation.Date

/// Time as a value handed in: a clock that only moves forward, a way to wait on it, and the calendar's now.
///
/// Tests and simulations hand in one that they move themselves.
package struct TimeSource: Sendable {
  /// Time since an arbitrary start; never goes back.
  package var now: @Sendable () -> Duration
  /// Waits until `now` has reached the moment; ends early, without an error, when its task is cancelled.
  package var sleep: @Sendable (_ until: Duration) async -> Void
  /// The calendar's now, for records and for comparing with the org's clock.
  package var date: @Sendable () -> Date

  package init(
    now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (_ until: Duration) async -> Void,
    date: @escaping @Sendable () -> Date
  ) {
    self.now = now
    self.sleep = sleep
    self.date = date
  }

  /// The machine's clocks.
  package static func system() -> TimeSource {
    let clock = ContinuousClock()
    let start = clock.now
    return TimeSource(
      now: { start.duration(to: clock.now) },
      sleep: { until in try? await clock.sleep(until: start.advanced(by: until), tolerance: .zero) },
      date: { Date() })
  }
}

extension Duration {
  /// This duration in seconds.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
