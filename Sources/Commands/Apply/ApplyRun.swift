import Applying
import Foundation
import Journaling
import Planning
import Reporting
import Model
import Throttling

/// One run of `apply`, seen from the person who started it: confirm, apply, summarize.
struct ApplyRun: Sendable {
  struct Options: Sendable {
    var format: OutputFormat
    /// `--lock-timeout`: how long to wait for actions that other runs are at.
    var patience: Duration
    /// `--yes`
    var isConfirmed: Bool
    var failFast: Bool
    var safety: PlanLimits
  }

  /// A plan, and all that carrying it out needs to know of what was before.
  struct Ready: Sendable {
    var planned: PlanResult
    var resolved: Resolution
    var entries: [JournalEntry]
    var evidence: OrgEvidence
    /// Creates of earlier runs that were found in the org.
    var recovered: [ApplyEvent]
    var cache: RequestCache
    var journal: Journal
  }

  /// A run whose work is over.
  struct Applied: Sendable {
    var run: RunID
    /// When it began, by the run's clock.
    var started: Duration
    /// How many actions other runs are still at.
    var leftToOthers: Int
    var output: ApplyOutput
  }

  let options: Options
  let session: OrgSession
  let console: Console
  let environment: Environment
  let interruption: Interruption
  /// Raised at the deadline from the start on, and at the first interruption once the plan is carried out.
  let stop: StopSignal

  /// Shows the plan, and asks for confirmation where there is something to do and `--yes` is not given. Throws where the
  /// answer is not yes, and where the plan breaks a limit.
  func confirm(_ planned: PlanResult) throws(CommandError) {
    try planned.requireSafe(options.safety)
    show(planned)
    guard planned.plan.hasChanges, !options.isConfirmed else { return }
    guard isatty(environment.standardInput) == 1 else {
      throw CommandError(
        .usage, "cannot ask for confirmation: standard input is not a terminal", hint: "pass --yes")
    }
    let answer = console.ask("\(question(planned.plan)) Type \"yes\" to continue: ")
    guard answer?.trimmingCharacters(in: .whitespaces) == "yes" else {
      let what = planned.plan.purpose == .create ? "applied" : "canceled"
      throw CommandError(.refused, "not \(what): nothing was done")
    }
  }

  private func question(_ plan: Plan) -> String {
    switch plan.purpose {
    case .create:
      "Apply this to \(plan.orgURL)?\nRequests can be canceled until someone decides on them, messages never."
    case .cancel: "Cancel these requests in \(plan.orgURL)?\nA canceled request cannot be opened again."
    }
  }

  /// The whole plan where it is asked about or `--verbose`, its counts with `--quiet`, else what is blocked as well.
  private func show(_ planned: PlanResult) {
    planned.reportDuplicates(console)
    guard options.format == .text else { return }
    let text = planned.planText(for: console)
    if !options.isConfirmed || console.isVerbose {
      console.result(text.text(planned.plan, forecast: planned.forecastText))
    } else if !planned.plan.hasChanges || console.isQuiet {
      console.result(planned.text(.text, for: console))
    } else {
      console.result(text.brief(planned.plan, forecast: planned.forecastText))
    }
  }

  /// Does the plan's work, and shows how it goes.
  func apply(_ ready: Ready) async throws -> Applied {
    let plan = ready.planned.plan
    let started = environment.time.now()
    let run = try await journalRun(plan, in: ready.journal.records)
    let display = ProgressDisplay(plan, session, console: console, environment: environment) {
      ready.journal.state.outage
    }
    let output = ApplyOutput(
      format: options.format, console: console, display: display, logins: ready.planned.users.mapValues(\.login),
      log: environment.reports?.log)
    let inFlight = CallsInFlight()
    interruption.first(atOnce: { Self.unknown(inFlight.actions.count) }) { [console, stop] in
      await stop.raise(.interrupted)
      console.note("stopping after in-flight calls finish; press Ctrl-C again to quit now")
    }
    output.begin(run, ready.planned, recovered: ready.recovered, inFlight: inFlight)
    var leftToOthers = 0
    if plan.hasChanges {
      let applier = Applier(
        reader: session.reader, journal: try ready.journal.locked(for: run.id), stop: stop, waits: session.waits,
        evidence: ready.evidence,
        failFast: options.failFast, patience: options.patience, inFlight: inFlight,
        executor: session.executor)
      leftToOthers = try await display.line.during {
        try await applier.apply(plan, as: run) { event in output.add(event, now: environment.time.now()) }
      }
    }
    return Applied(run: run.id, started: started, leftToOthers: leftToOthers, output: output)
  }

  /// What is to say of so many calls whose replies are not waited for.
  private static func unknown(_ calls: Int) -> String? {
    calls > 0 ? "the outcome of \(CountText.noun(calls, "call")) in flight is unknown" : nil
  }

  /// Looks once more for what others did meanwhile, and shows how the run ended.
  func summarize(_ applied: Applied, of ready: Ready) async throws -> ExitStatus {
    let (plan, journal) = (ready.planned.plan, ready.journal)
    let duplicates = await duplicates(after: ready)
    // Only the next forecast would miss it, and a full disk has been reported.
    try? await journal.store(await session.limitsSeen(), orgURL: session.orgURL)
    let summary = ApplySummary(
      run: applied.run, tally: ApplyTally(try await entries(of: applied.run, in: journal)),
      recovered: ready.recovered.count { $0.isCancel == (plan.purpose == .cancel) }, plan: plan.summary,
      duplicates: duplicates, counts: await session.limiter.callCounts(),
      seconds: (environment.time.now() - applied.started).inSeconds, purpose: plan.purpose)
    let result = ApplyResult(
      tally: summary.tally, plan: plan, leftToOthers: applied.leftToOthers, stop: stop.reason)
    applied.output.end(summary, plan: plan, error: result.error)
    if let error = result.error {
      console.error(error)
      environment.reports?.log.fail(error)
    }
    return result.status
  }

  /// What became of the run's entries. A state that is away cannot say it: why the run stopped is all there is to say.
  private func entries(of run: RunID, in journal: Journal) async throws -> [JournalEntry] {
    do throws(JournalError) {
      return try await journal.records.entries(of: run)
    } catch {
      guard case .database(.away, _) = error else { throw error }
      let isStopped = stop.reason == .interrupted || stop.reason == .deadline
      throw CommandError(isStopped ? .stoppedEarly : .failure, "stopped: \(error.text)", hint: error.hint)
    }
  }

  /// What other clients created in the meantime: one reading of changes, and a warning for what was not known before. A run
  /// that was stopped, or that had nothing to do, reads nothing.
  private func duplicates(after ready: Ready) async -> [DuplicateRequests] {
    let before = ready.planned.duplicates
    guard stop.reason == nil, ready.planned.plan.hasChanges, ready.planned.plan.purpose == .create else {
      return before
    }
    do {
      let entries = try await ready.journal.records.entriesAffectingPlan(orgURL: session.orgURL)
      let progress = ReadingProgress(of: session, on: console, in: environment)
      progress.begins(.list(0))
      let after = try await progress.during {
        try await session.survey.duplicates(of: ready.resolved, entries: entries, cache: ready.cache)
      }
      let known = Set(before)
      console.warn(of: after.filter { !known.contains($0) })
      return after
    } catch {
      let text = "cannot look for requests that others created in the meantime: \(CommandError(error).message)"
      console.warn(text)
      environment.reports?.log.note(text)
      return before
    }
  }

  /// Of two runs that begin within a second, one in 65,536 would have the other's name.
  private func unusedID(at now: Date, in records: JournalRecords) async throws(JournalError) -> RunID {
    let moment = now.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted)).dropLast()
    while true {
      let id = RunID("\(moment)-\((environment.random() % 0x10000).digits(4, radix: 16))")
      if try await !records.hasRun(id) { return id }
    }
  }

  private func journalRun(_ plan: Plan, in records: JournalRecords) async throws(JournalError) -> JournalRun {
    let now = environment.time.date()
    let summary = plan.summary
    return JournalRun(
      id: try await unusedID(at: now, in: records), orgURL: plan.orgURL,
      planDigest: PlanDigest.hex(of: plan), startedAt: now, host: ProcessInfo.processInfo.hostName,
      processID: ProcessInfo.processInfo.processIdentifier, blocked: summary.blocked, withheld: summary.withheld,
      origin: RunOrigin(environment.variables)?.text)
  }
}

extension ApplyEvent {
  /// Whether it is about a cancel.
  fileprivate var isCancel: Bool {
    if case .ended(let action, _, _, _) = self { action.verb == .cancel } else { false }
  }
}
