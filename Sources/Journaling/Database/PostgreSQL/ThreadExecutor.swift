import Foundation

/// Runs an actor on one thread of its own, in the order of the calls: its functions may block, which on a thread of Swift's
/// pool would keep other tasks waiting.
final class ThreadExecutor: SerialExecutor {
  private let queue = JobQueue()

  /// Starts the thread; `name` is for debuggers.
  init(name: String) {
    let thread = Thread { [queue] in
      while let (job, executor) = queue.next() { job.runSynchronously(on: executor.asUnownedSerialExecutor()) }
    }
    thread.name = name
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) { queue.add(UnownedJob(job), for: self) }

  /// Lets the thread end once it has done what it was given.
  deinit { queue.close() }
}

/// What a thread has still to do. Each job keeps its executor, and the thread does not: it ends with the last of them.
private final class JobQueue: @unchecked Sendable {
  private let condition = NSCondition()
  // Both are read and written while the condition is locked.
  private var jobs: [(UnownedJob, ThreadExecutor)] = []
  private var isClosed = false

  func add(_ job: UnownedJob, for executor: ThreadExecutor) {
    condition.withLock { jobs.append((job, executor)) }
    condition.signal()
  }

  func close() {
    condition.withLock { isClosed = true }
    condition.signal()
  }

  /// The next job, once there is one; `nil` at the end.
  func next() -> (UnownedJob, ThreadExecutor)? {
    condition.withLock {
      while jobs.isEmpty {
        if isClosed { return nil }
        condition.wait()
      }
      return jobs.removeFirst()
    }
  }
}
