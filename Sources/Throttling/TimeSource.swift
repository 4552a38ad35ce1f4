package import struct Foundation.Date

/// Time as a value handed in: a clock that only moves forward, an alarm on it, and the calendar's now.
///
/// Tests and simulations hand in one that they move themselves.
package struct TimeSource: Sendable {
  /// Time since an arbitrary start; never goes back.
  package var now: @Sendable () -> Duration
  /// Calls `ring` once `now` has reached the moment, unless the alarm is canceled before.
  package var alarm: @Sendable (_ at: Duration, _ ring: @escaping @Sendable () async -> Void) -> Alarm
  /// The calendar's now, for records and for comparing with the org's clock.
  package var date: @Sendable () -> Date

  package init(
    now: @escaping @Sendable () -> Duration,
    alarm: @escaping @Sendable (_ at: Duration, _ ring: @escaping @Sendable () async -> Void) -> Alarm,
    date: @escaping @Sendable () -> Date
  ) {
    self.now = now
    self.alarm = alarm
    self.date = date
  }

  /// Returns once `now` has reached the moment; a canceled task waits all the same.
  package func sleep(until moment: Duration) async {
    await withCheckedContinuation { continuation in
      _ = alarm(moment) { continuation.resume() }
    }
  }

  /// The machine's clocks.
  package static func system() -> TimeSource {
    let clock = ContinuousClock()
    let start = clock.now
    return TimeSource(
      now: { start.duration(to: clock.now) },
      alarm: { moment, ring in
        let task = Task {
          try await clock.sleep(until: start.advanced(by: moment), tolerance: .zero)
          await ring()
        }
        return Alarm { task.cancel() }
      },
      date: { Date() })
  }
}
