import Synchronization

/// What an async function returns that never suspends, as none does on a state in memory: it is over before this returns, on
/// the caller's thread.
package func atOnce<Value: Sendable>(
  _ function: @escaping @Sendable () async throws -> Value
) throws -> Value {
  let result = Mutex<Result<Value, any Error>?>(nil)
  Task(executorPreference: CallersThread()) {
    let value: Result<Value, any Error>
    do { value = .success(try await function()) } catch { value = .failure(error) }
    result.withLock { $0 = value }
  }
  guard let result = result.withLock({ $0 }) else { throw SuspendedError() }
  return try result.get()
}

/// The function of `atOnce` waited for something.
package struct SuspendedError: Error {}

private final class CallersThread: TaskExecutor {
  func enqueue(_ job: UnownedJob) { job.runSynchronously(on: asUnownedTaskExecutor()) }
}
