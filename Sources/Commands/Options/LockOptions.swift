import ArgumentParser
import Foundation
import Journaling
import Throttling

/// How long a command waits for other runs.
struct LockOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "How long to wait for actions that another run is at, or for a state that one holds by itself, such as 10m. "
        + "(default: do not wait)", valueName: "time"))
  var lockTimeout: TimeSpan?

  init() {}

  /// `--lock-timeout`, or no time at all.
  var patience: Duration { lockTimeout?.duration ?? .zero }

  /// How often it is tried.
  private static let pause = Duration.milliseconds(250)
  /// How often the person reads who holds it.
  private static let noticeEvery = Duration.seconds(60)

  /// The journal of the state at `location`, held as `hold` says; throws `JournalError.lockedBy` once the time is over, and ends early where
  /// `isOver` says so. An interruption ends the process meanwhile: nothing was done.
  func journal(
    at location: StateLocation, _ hold: StateHold, in environment: Environment, _ console: Console,
    reconnection: Reconnection, isOver: () -> Bool = { false }
  ) async throws -> Journal {
    let start = environment.time.now()
    let end = start + patience
    var notice = start
    while true {
      let attempt = await state(at: location, hold, reconnection, in: environment)
      guard case .failure(.lockedBy(let owner)) = attempt else { return Journal(try attempt.get()) }
      let now = environment.time.now()
      guard now < end, !isOver() else { throw JournalError.lockedBy(owner) }
      if now >= notice {
        console.note("waiting for the state, held by \(owner?.text ?? "other runs")")
        notice = now + Self.noticeEvery
      }
      try await Task.sleep(for: min(Self.pause, end - now))
    }
  }

  private func state(
    at location: StateLocation, _ hold: StateHold, _ reconnection: Reconnection, in environment: Environment
  ) async -> Result<StateStore, JournalError> {
    do throws(JournalError) {
      return .success(
        try await StateStore.open(
          location, hold: hold, environment: environment.variables, reconnection: reconnection))
    } catch {
      return .failure(error)
    }
  }
}
