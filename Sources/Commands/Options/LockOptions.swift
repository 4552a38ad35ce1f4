import ArgumentParser
import Foundation
import Journaling
import Throttling

/// How long a command waits for a state that another run holds.
struct LockOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Wait so long for a run that holds the state, such as 10m. (default: not at all)", valueName: "time"))
  var lockTimeout: TimeSpan?

  init() {}

  /// How often it is tried.
  private static let pause = Duration.milliseconds(250)
  /// How often the person reads who holds it.
  private static let noticeEvery = Duration.seconds(60)

  /// The state at `path`, held for `command`; throws `JournalError.heldBy` once the time is over, and ends early where
  /// `isOver` says so. An interruption ends the process meanwhile: nothing was done.
  func journal(
    at path: String, for command: String, in environment: Environment, _ console: Console,
    isOver: () -> Bool = { false }
  ) async throws -> Journal {
    let start = environment.time.now()
    let end = start + (lockTimeout?.duration ?? .zero)
    var notice = start
    while true {
      let attempt = Result { () throws(JournalError) in
        try Journal(path: path, holder: environment.holder(of: command))
      }
      guard case .failure(.heldBy(let holder)) = attempt else { return try attempt.get() }
      let now = environment.time.now()
      guard now < end, !isOver() else { throw JournalError.heldBy(holder) }
      if now >= notice {
        console.note("waiting for the state, held by \(holder.text)")
        notice = now + Self.noticeEvery
      }
      try await Task.sleep(for: min(Self.pause, end - now))
    }
  }
}
