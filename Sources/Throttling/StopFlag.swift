import Synchronization

/// Whether calls may no longer go: raised once, and waited for by what a stop cuts short.
final class StopFlag: Sendable {
  private struct State {
    var isRaised = false
    var waiters: [Int: AsyncStream<Never>.Continuation] = [:]
    var numbered = 0
  }

  private let state = Mutex(State())

  var isRaised: Bool { state.withLock(\.isRaised) }

  func raise() {
    let waiters = state.withLock { state in
      state.isRaised = true
      return state.waiters.values
    }
    for waiter in waiters { waiter.finish() }
  }

  /// Returns once the flag is raised, or the task is canceled.
  func wait() async {
    let (stream, waiter) = AsyncStream<Never>.makeStream()
    let number = state.withLock { state in
      state.numbered += 1
      state.waiters[state.numbered] = waiter
      if state.isRaised { waiter.finish() }
      return state.numbered
    }
    defer { state.withLock { $0.waiters[number] = nil } }
    for await _ in stream {}
  }
}
