import Applying
import Throttling

extension StopSignal {
  /// Raised `deadline` after `started`, whatever goes on then; `nil` without a deadline.
  func alarm(_ deadline: TimeSpan?, after started: Duration, in environment: Environment) async -> Alarm? {
    guard let deadline else { return nil }
    let moment = started + deadline.duration
    // An alarm for now may ring after the first calls have gone.
    if moment <= environment.time.now() { await raise(.deadline) }
    return environment.time.alarm(moment) { await self.raise(.deadline) }
  }
}
