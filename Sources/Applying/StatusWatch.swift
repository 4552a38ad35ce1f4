import Model
package import Planning
package import Throttling

/// Looks at the status of requests again and again, until none is waited for or the time is up.
package struct StatusWatch: Sendable {
  /// The shortest and the longest time between two looks.
  private static let intervals: ClosedRange<Duration> = .seconds(5)...(.seconds(60))
  /// A look takes one call of so many of a window, so that waiting leaves room for all else.
  private static let callsForOneLook = 10

  private let goal: WaitGoal
  private let end: Duration
  private let time: TimeSource

  /// Waits until `end` on the clock of `time`.
  package init(for goal: WaitGoal, until end: Duration, time: TimeSource) {
    self.goal = goal
    self.end = end
    self.time = time
  }

  /// How long to wait between two looks, by what the org allows for lists.
  package static func interval(_ window: RateLimitStatus?) -> Duration {
    guard let window, case .window(let calls, let seconds) = window.allowance else { return intervals.lowerBound }
    let fair = Duration.seconds(seconds) / max(1, calls / callsForOneLook)
    return min(max(fair, intervals.lowerBound), intervals.upperBound)
  }

  /// Looks at once, then after each `interval`. `look` gives `nil` where it was cut short; what it has shown is given
  /// to `onLook` as well, with the moment of the next one.
  package func run(
    look: () async throws -> [DeclarationStatus]?, interval: () async -> Duration,
    onLook: (_ statuses: [DeclarationStatus], _ next: Duration) async -> Void
  ) async rethrows {
    while let statuses = try await look() {
      let next = min(time.now() + (await interval()), end)
      await onLook(statuses, next)
      guard WaitTally(statuses, for: goal).pending > 0, time.now() < end else { return }
      await time.sleep(until: next)
      if time.now() >= end { return }
    }
  }
}
