import Applying
import Journaling
import Planning
import Reporting
import Synchronization
import Throttling

/// Shows the progress of a run while it goes on.
final class ProgressDisplay: Sendable {
  private let progress: Mutex<ApplyProgress>
  private let session: OrgSession
  private let console: Console
  private let environment: Environment
  private let outage: @Sendable () -> StateOutage?

  /// `outage` gives whether the state is away.
  init(
    _ plan: Plan, _ session: OrgSession, console: Console, environment: Environment,
    outage: @escaping @Sendable () -> StateOutage?
  ) {
    self.outage = outage
    progress = Mutex(ApplyProgress(plan.summary, ceiling: session.limiter.settings.ceiling))
    self.session = session
    self.console = console
    self.environment = environment
  }

  func add(_ event: ApplyEvent, now: Duration) {
    progress.withLock { $0.add(event, now: now) }
  }

  /// Shows the progress.
  var line: ProgressLine {
    ProgressLine(console: console) { [self] in
      let wait = await WaitText.now(session.limiter, session.reader.retries, isRun: true)
      let parts = progress.withLock { $0.parts(wait, now: environment.time.now()) }
      return outage().map { parts.prefix(1) + [OutageText.progress($0)] + parts.dropFirst() } ?? parts
    }
  }
}
