import Applying
import Planning
import Synchronization
import Throttling

/// Shows the progress of a run while it goes on: on a terminal one line that is drawn anew, elsewhere a plain line now
/// and then, and nothing with `--quiet`.
final class ApplyBoard: Sendable {
  private struct State {
    var progress: ApplyProgress
    var isDrawn = false
  }

  private let state: Mutex<State>
  private let limiter: RateLimiter
  private let console: Console
  private let environment: Environment

  init(_ plan: Plan, limiter: RateLimiter, console: Console, environment: Environment) {
    state = Mutex(State(progress: ApplyProgress(plan.summary)))
    self.limiter = limiter
    self.console = console
    self.environment = environment
  }

  func add(_ event: ApplyEvent, now: Duration) {
    state.withLock { $0.progress.add(event, now: now) }
  }

  /// Prints something else without tearing the progress line.
  func around(_ print: () -> Void) {
    state.withLock { state in
      clear(&state)
      print()
    }
  }

  /// Shows the progress until `work` has ended.
  func during(_ work: () async throws -> Void) async throws {
    guard !console.isQuiet else { return try await work() }
    let ticking = Task { [self] in
      while !Task.isCancelled {
        try? await Task.sleep(for: console.talksToTerminal ? .milliseconds(200) : .seconds(10))
        if !Task.isCancelled { await show() }
      }
    }
    defer {
      ticking.cancel()
      state.withLock { clear(&$0) }
    }
    try await work()
  }

  private func show() async {
    let readings = await limiter.readings()
    let now = environment.time.now()
    state.withLock { state in
      let line = state.progress.line(readings, now: now)
      guard console.talksToTerminal else { return console.note(line) }
      clear(&state)
      console.draw(line)
      state.isDrawn = true
    }
  }

  private func clear(_ state: inout State) {
    if state.isDrawn { console.clearDrawnLine() }
    state.isDrawn = false
  }
}
