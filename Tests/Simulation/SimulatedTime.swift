package import Foundation
import Synchronization
package import Throttling
import Model

/// Time that passes only while no task has anything to do: a run of hours is over in milliseconds.
///
/// Tasks run one at a time on a thread of its own. When none is ready, time jumps to the next sleeper.
package final class SimulatedTime: TaskExecutor, Sendable {
  private struct Sleeper {
    let until: Duration
    let number: Int
    let wake: @Sendable () -> Void
  }

  private struct State {
    var now = Duration.zero
    var jobs: [UnownedJob] = []
    var sleepers: [Sleeper] = []
    var slept = 0
    var isDone = false
    /// The thread waits for a signal: only then is one worth its price.
    var isIdle = false
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  /// The calendar's date at the start.
  private let start: Date

  package init(start: Date = Date(timeIntervalSince1970: 1_900_000_000.4)) {
    self.start = start
  }

  package var now: Duration { state.withLock { $0.now } }

  package func date(at moment: Duration) -> Date { start + moment.inSeconds }

  package var timeSource: TimeSource {
    TimeSource(
      now: { self.now },
      alarm: { moment, ring in
        let number = self.wake(at: moment) { Task(executorPreference: self) { await ring() } }
        return Alarm { self.state.withLock { $0.sleepers.removeAll { $0.number == number } } }
      },
      date: { self.date(at: self.now) })
  }

  /// The clocks of a process on a busy machine: at one of a hundred readings it waits first, while others are at work.
  package func timeSource(stalls: SharedRandom) -> TimeSource {
    let calm = timeSource
    @Sendable func stall() {
      guard stalls.unit() < 0.01 else { return }
      let length = Duration.seconds(0.3 * stalls.unit())
      state.withLock { $0.now += length }
    }
    return TimeSource(
      now: {
        stall()
        return calm.now()
      },
      alarm: calm.alarm,
      date: {
        stall()
        return calm.date()
      })
  }

  package func sleep(until: Duration) async {
    await withCheckedContinuation { continuation in
      _ = wake(at: until) { continuation.resume() }
    }
  }

  private func wake(at moment: Duration, _ wake: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.slept += 1
      state.sleepers.append(Sleeper(until: moment, number: state.slept, wake: wake))
      return state.slept
    }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isAwaited = state.withLock { state in
      state.jobs.append(job)
      defer { state.isIdle = false }
      return state.isIdle
    }
    if isAwaited { wake.signal() }
  }

  /// Runs `body` and everything that it starts in simulated time.
  package func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
    let task = Task(executorPreference: self) {
      let value = await body()
      self.state.withLock { $0.isDone = true }
      return value
    }
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        self.drain()
        continuation.resume()
      }
    }
    return await task.value
  }

  private func drain() {
    while true {
      let (jobs, isDone) = state.withLock { state in
        defer { state.jobs = [] }
        return (state.jobs, state.isDone)
      }
      for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
      guard jobs.isEmpty else { continue }
      if isDone { return }
      if !moveOn() { waitForOthers() }
    }
  }

  /// Waits for work from elsewhere, while no task here has any or will ever have.
  private func waitForOthers() {
    let isIdle = state.withLock { state in
      state.isIdle = state.jobs.isEmpty
      return state.isIdle
    }
    guard isIdle else { return }
    precondition(wake.wait(timeout: .now() + 20) == .success, "nothing is left to do, and the run has not ended")
  }

  /// Jumps to the next sleepers and wakes them; `false` where no task sleeps.
  private func moveOn() -> Bool {
    let due = state.withLock { state -> [Sleeper] in
      guard state.jobs.isEmpty, let next = state.sleepers.map(\.until).min() else { return [] }
      state.now = max(state.now, next)
      let due = state.sleepers.filter { $0.until <= state.now }.sorted { ($0.until, $0.number) < ($1.until, $1.number) }
      state.sleepers.removeAll { $0.until <= state.now }
      return due
    }
    for sleeper in due { sleeper.wake() }
    return !due.isEmpty
  }
}
