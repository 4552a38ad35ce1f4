import Reporting
import Synchronization
import Throttling

/// Shows how far the reading of an org has come, and what it waits for.
final class ReadingProgress: Sendable {
  private let step = Mutex(ReadingStep.people)
  private let session: OrgSession
  private let console: Console
  private let environment: Environment

  init(of session: OrgSession, on console: Console, in environment: Environment) {
    self.session = session
    self.console = console
    self.environment = environment
  }

  func begins(_ step: ReadingStep) { self.step.withLock { $0 = step } }

  func during<Value>(_ work: () async throws -> Value) async throws -> Value {
    let line = ProgressLine(console: console) { [self] in
      let wait = await WaitText.now(session.limiter, session.reader.retries, isRun: false)
      return step.withLock { $0 }.parts(wait, now: environment.time.now())
    }
    return try await line.during(work)
  }
}
