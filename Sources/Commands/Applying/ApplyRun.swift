import Applying
import Foundation
import Journaling
import Planning
import Reporting
import RequestModel
import Throttling

/// One run of `apply`, seen from the person who started it: what is asked, shown and told, and how it ends.
struct ApplyRun: Sendable {
  struct Options: Sendable {
    var format: OutputFormat
    /// `--yes`
    var isConfirmed: Bool
    var failFast: Bool
    var safety: PlanSafety
  }

  let options: Options
  let console: Console
  let environment: Environment
  let interruption: Interruption
  /// Raised at the deadline from the start on, and at the first interruption once the plan is carried out.
  let stop: StopSignal

  func refuseIfUnsafe(_ plan: Plan) throws(CommandError) {
    guard let refusal = options.safety.refusal(of: plan) else { return }
    throw CommandError(
      .refused, "\(refusal): nothing was done", hint: "look at it with writ plan, then raise the limit if it is meant")
  }

  /// The whole plan where it is asked about or `--verbose`, else what is blocked, and its counts.
  func show(_ planned: PlanResult) {
    planned.reportDuplicates(console)
    guard options.format == .text else { return }
    if !options.isConfirmed || console.isVerbose || !planned.plan.hasWork {
      console.result(planned.text(.text, styling: console.styling, isVerbose: console.isVerbose))
    } else {
      let text = PlanText(styling: console.styling, isVerbose: false, logins: planned.users.mapValues(\.login))
      let blocked = planned.plan.actions.filter { $0.verb == .blocked }.map { text.lines(for: $0) + "\n" }.joined()
      let withheld = PlanText.withheld(planned.plan.summary).map { $0 + "\n" } ?? ""
      console.result("\(blocked)\(withheld)\(PlanText.summary(planned.plan.summary))\n\(planned.forecastLine)\n")
    }
  }

  /// Asks for a yes, where there is something to do and nobody has said it already.
  func confirm(_ planned: PlanResult) throws(CommandError) {
    guard planned.plan.hasWork, !options.isConfirmed else { return }
    guard isatty(environment.standardInput) == 1 else {
      throw CommandError(
        .usage, "nobody can be asked: standard input is not a terminal", hint: "say yes beforehand with --yes")
    }
    console.tell("Apply this to \(planned.plan.orgURL)? Requests cannot be taken back. Only yes is taken for a yes: ")
    guard readLine()?.trimmingCharacters(in: .whitespaces) == "yes" else {
      throw CommandError(.refused, "not applied: nothing was done")
    }
  }

  /// Does the plan's work and tells how it goes and ends.
  func execute(
    _ ready: Workflow.Ready, in session: OrgSession, journal: Journal
  ) async throws -> ExitStatus {
    let planned = ready.planned
    let started = environment.time.now()
    let run = journalRun(planned.plan)
    let display = ProgressDisplay(planned.plan, session, console: console, environment: environment)
    interruption.first { [console, stop] in
      console.note("stopping: calls under way are finished first; interrupt again to end at once")
      await stop.raise(.interrupted)
    }
    let output = ApplyOutput(format: options.format, console: console, display: display)
    let applier = Applier(
      reader: session.reader, journal: journal, stop: stop, waits: session.waits, evidence: ready.evidence,
      failFast: options.failFast)
    output.started(run, planned.plan)
    output.tell(planned.diagnostics)
    for event in ready.recovered { output.show(event) }
    output.showUntried(planned.plan)
    if planned.plan.hasWork {
      try await display.show {
        try await applier.apply(planned.plan, as: run) { event in output.add(event, now: environment.time.now()) }
      }
    }
    let duplicates = await duplicates(after: ready, in: session, journal)
    // Only the next forecast would miss it, and a disk that is full has been told of.
    try? journal.remember(await session.limitsSeen(), orgURL: session.orgURL)
    let summary = ApplySummary(
      run: run.id, tally: ApplyTally(try journal.records.entries(of: run.id)), recovered: ready.recovered.count,
      plan: planned.plan.summary, duplicates: duplicates, counts: await session.limiter.callCounts(),
      seconds: (environment.time.now() - started).inSeconds)
    output.ended(summary, hadWork: planned.plan.hasWork)
    let result = ApplyResult(tally: summary.tally, plan: planned.plan, stop: stop.reason)
    result.tell(console)
    return result.status
  }

  /// What other clients created in the meantime: one reading of changes, and a warning for what was not known before. A run
  /// that was stopped, or that had nothing to do, reads nothing.
  private func duplicates(
    after ready: Workflow.Ready, in session: OrgSession, _ journal: Journal
  ) async -> [DuplicateRequests] {
    let before = ready.planned.duplicates
    guard stop.reason == nil, ready.planned.plan.hasWork else { return before }
    do {
      let entries = try journal.records.entriesThatCount(orgURL: session.orgURL)
      let progress = ReadingProgress(session, console, environment)
      progress.begins(.list(0))
      let after = try await progress.during {
        try await session.survey.duplicates(of: ready.resolved, entries: entries, mirror: ready.mirror)
      }
      let known = Set(before)
      console.warn(of: after.filter { !known.contains($0) })
      return after
    } catch {
      console.warn("cannot look for requests that others created meanwhile: \(CommandError(error).message)")
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
