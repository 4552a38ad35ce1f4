package import Foundation
import Synchronization
package import Throttling

/// Time that passes only while nobody has anything to do: a run of hours is over in milliseconds.
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
    state.withLock { $0.jobs.append(job) }
    wake.signal()
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
    while !state.withLock({ $0.isDone && $0.jobs.isEmpty }) {
      if let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
        job.runSynchronously(on: asUnownedTaskExecutor())
      } else if !waitForOthers() {
        moveOn()
      }
    }
  }

  /// Whether work arrived from elsewhere while nobody here had any.
  private func waitForOthers() -> Bool {
    while wake.wait(timeout: .now()) == .success {}
    if state.withLock({ !$0.jobs.isEmpty || $0.isDone }) { return true }
    let hasSleepers = state.withLock { !$0.sleepers.isEmpty }
    guard hasSleepers else {
      precondition(wake.wait(timeout: .now() + 20) == .success, "nothing is left to do, and the run has not ended")
      return true
    }
    return false
  }

  private func moveOn() {
    let due = state.withLock { state -> [Sleeper] in
      guard let next = state.sleepers.map(\.until).min() else { return [] }
      state.now = max(state.now, next)
      let due = state.sleepers.filter { $0.until <= state.now }.sorted { ($0.until, $0.number) < ($1.until, $1.number) }
      state.sleepers.removeAll { $0.until <= state.now }
      return due
    }
    for sleeper in due { sleeper.wake() }
  }
}
