import Applying
import Reporting
import Synchronization
import Throttling

/// Shows how far the reading of an org has come, and what it waits for.
final class ReadingProgress: Sendable {
  /// What is read at the moment.
  enum Step: Hashable, Sendable {
    case people
    /// So many requests of the org's list so far.
    case list(Int)
    /// Creates of an earlier run are looked for.
    case ambiguousCreates(PendingLookup)
    case details
  }

  private let step = Mutex(Step.people)
  private let session: OrgSession
  private let console: Console
  private let environment: Environment

  init(_ session: OrgSession, _ console: Console, _ environment: Environment) {
    self.session = session
    self.console = console
    self.environment = environment
  }

  func begins(_ step: Step) { self.step.withLock { $0 = step } }

  func during<Value>(_ work: () async throws -> Value) async throws -> Value {
    let line = ProgressLine(console: console) { [self] in
      let wait = await WaitText.now(session.limiter, session.reader.retries, isRun: false)
      return Self.parts(step.withLock { $0 }, wait, now: environment.time.now())
    }
    return try await line.during(work)
  }

  /// `rate limit, 51 s` and `reading the org's requests, 12,400 so far`: why it waits comes first.
  static func parts(_ step: Step, _ wait: WaitText, now: Duration) -> [String] {
    let what =
      switch step {
      case .people: "looking up users and groups"
      case .list(0): "reading the org's requests"
      case .list(let count): "reading the org's requests, \(CountText.number(count)) so far"
      case .ambiguousCreates(let look): LookText.line(look, now: now)
      case .details: "reading request types and existing requests"
      }
    return [wait.text(now: now), what].compactMap(\.self)
  }
}
