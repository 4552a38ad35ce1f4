import Applying
import Foundation
import Journaling
import Planning
import Reporting
import RequestModel
import Throttling

/// One run of `apply`, seen from the person who started it: what is asked and shown, and how it ends.
struct ApplyRun: Sendable {
  struct Options: Sendable {
    var format: OutputFormat
    /// `--yes`
    var isConfirmed: Bool
    var failFast: Bool
    var safety: PlanLimits
  }

  let options: Options
  let console: Console
  let environment: Environment
  let interruption: Interruption
  /// Raised at the deadline from the start on, and at the first interruption once the plan is carried out.
  let stop: StopSignal

  func refuseIfUnsafe(_ plan: Plan) throws(CommandError) { try options.safety.requireSafe(plan) }

  /// The whole plan where it is asked about or `--verbose`, else what is blocked, and its counts.
  func show(_ planned: PlanResult) {
    planned.reportDuplicates(console)
    guard options.format == .text else { return }
    let text = planned.planText(for: console)
    if !options.isConfirmed || console.isVerbose {
      console.result(text.text(planned.plan, forecast: planned.forecastText))
    } else if !planned.plan.hasChanges {
      console.result(planned.text(.text, for: console))
    } else {
      let counts = "\(PlanText.counts(planned.plan))\n\(planned.forecastText)\n"
      console.result(text.obstacles(in: planned.plan) + counts)
    }
  }

  /// Asks for confirmation where there is something to do and `--yes` is not given.
  func confirm(_ planned: PlanResult) throws(CommandError) {
    guard planned.plan.hasChanges, !options.isConfirmed else { return }
    guard isatty(environment.standardInput) == 1 else {
      throw CommandError(
        .usage, "cannot ask for confirmation: standard input is not a terminal", hint: "pass --yes")
    }
    console.message("Apply this to \(planned.plan.orgURL)?\nRequests cannot be undone. Type \"yes\" to continue: ")
    guard readLine()?.trimmingCharacters(in: .whitespaces) == "yes" else {
      throw CommandError(.refused, "not applied: nothing was done")
    }
  }

  /// Does the plan's work and shows how it goes and ends.
  func execute(
    _ ready: Workflow.Ready, in session: OrgSession, journal: Journal
  ) async throws -> ExitStatus {
    let planned = ready.planned
    let started = environment.time.now()
    let run = journalRun(planned.plan)
    let display = ProgressDisplay(planned.plan, session, console: console, environment: environment)
    interruption.first { [console, stop] in
      console.note("stopping after in-flight calls finish; press Ctrl-C again to quit now")
      await stop.raise(.interrupted)
    }
    let output = ApplyOutput(
      format: options.format, console: console, display: display, logins: planned.users.mapValues(\.login))
    let applier = Applier(
      reader: session.reader, journal: journal, stop: stop, waits: session.waits, evidence: ready.evidence,
      failFast: options.failFast)
    output.started(run, planned.plan)
    output.report(planned.diagnostics)
    for event in ready.recovered { output.show(event) }
    output.showUntried(planned.plan)
    if planned.plan.hasChanges {
      try await display.show {
        try await applier.apply(planned.plan, as: run) { event in output.add(event, now: environment.time.now()) }
      }
    }
    let duplicates = await duplicates(after: ready, in: session, journal)
    // Only the next forecast would miss it, and a full disk has been reported.
    try? journal.store(await session.limitsSeen(), orgURL: session.orgURL)
    let summary = ApplySummary(
      run: run.id, tally: ApplyTally(try journal.records.entries(of: run.id)), recovered: ready.recovered.count,
      plan: planned.plan.summary, duplicates: duplicates, counts: await session.limiter.callCounts(),
      seconds: (environment.time.now() - started).inSeconds)
    output.ended(summary, hadWork: planned.plan.hasChanges)
    let result = ApplyResult(tally: summary.tally, plan: planned.plan, stop: stop.reason)
    result.report(on: console)
    return result.status
  }

  /// What other clients created in the meantime: one reading of changes, and a warning for what was not known before. A run
  /// that was stopped, or that had nothing to do, reads nothing.
  private func duplicates(
    after ready: Workflow.Ready, in session: OrgSession, _ journal: Journal
  ) async -> [DuplicateRequests] {
    let before = ready.planned.duplicates
    guard stop.reason == nil, ready.planned.plan.hasChanges else { return before }
    do {
      let entries = try journal.records.entriesAffectingPlan(orgURL: session.orgURL)
      let progress = ReadingProgress(session, console, environment)
      progress.begins(.list(0))
      let after = try await progress.during {
        try await session.survey.duplicates(of: ready.resolved, entries: entries, cache: ready.cache)
      }
      let known = Set(before)
      console.warn(of: after.filter { !known.contains($0) })
      return after
    } catch {
      console.warn("cannot look for requests that others created in the meantime: \(CommandError(error).message)")
      return before
    }
  }

  private func journalRun(_ plan: Plan) -> JournalRun {
    let now = environment.time.date()
    let moment = now.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted)).dropLast()
    let suffix = String(environment.random() % 0x10000, radix: 16)
    return JournalRun(
      id: RunID("\(moment)-\(String(repeating: "0", count: 4 - suffix.count))\(suffix)"), orgURL: plan.orgURL,
      planDigest: PlanDigest.hex(of: plan), startedAt: now, host: ProcessInfo.processInfo.hostName,
      processID: ProcessInfo.processInfo.processIdentifier)
  }
}
