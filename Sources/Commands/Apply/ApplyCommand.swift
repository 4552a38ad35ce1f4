import Applying
package import ArgumentParser
import Foundation
import Journaling
import Manifests
import Planning
import Throttling

/// `writ apply`: creates the declared requests that the org does not have.
package struct ApplyCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Create the declared requests that the org does not have yet, each exactly once.",
    discussion: """
      Plans as writ plan does, asks for confirmation, then applies the plan under the org's rate limit. Every call is \
      recorded before it goes out: if the run is interrupted, run the same command again to continue; nothing is done \
      twice. An org that cannot be reached is retried for about a minute; then the run stops with status 1.

      Example: writ apply requests/ --yes
      """)

  @Argument(
    help: ArgumentHelp(
      "Manifest files, folders of *.yaml and *.yml files, or - for standard input.", valueName: "path"),
    transform: PathText.expanded)
  var paths: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("Apply exactly this saved plan, and refuse a stale one.", valueName: "file"),
    transform: PathText.expanded)
  var plan: String?

  @Flag(name: [.long, .customShort("y")], help: "Skip the confirmation prompt.")
  var yes = false

  @Flag(name: .long, help: "Only show the plan.")
  var dryRun = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop gracefully after this long, for example 50m: reads end at once, a create or message in flight is waited for. The "
        + "same command continues.", valueName: "time"))
  var deadline: TimeSpan?

  @Flag(name: .long, help: "Stop gracefully at the first action that the org rejects or that fails.")
  var failFast = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write what was not done as a manifest, with the reasons as comments, however the run ends: fix it, and apply it.",
      valueName: "file"),
    transform: PathText.expanded)
  var unfinished: String?

  @Flag(
    name: .long,
    help: "Wait until no other run uses the state, and keep others from it: without this, runs share the work.")
  var exclusive = false

  @OptionGroup var manifests: ManifestOptions
  @OptionGroup var lock: LockOptions
  @OptionGroup var checks: CheckOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: FormatOptions
  @OptionGroup(title: "Reports") var report: ReportOptions
  @OptionGroup(title: "Rate limits") var rates: RateOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  /// `true`: it creates requests and sends messages.
  package var changesThings: Bool { true }

  /// The value of `--unfinished`.
  package var unfinishedFile: String? { unfinished }

  /// The value of `--report`.
  package var reports: ReportOptions? { report }

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  /// `true`: with `--format json` a run prints one object a line, of which an error may be the last.
  package var streamsResults: Bool { true }

  package init() {}

  package func validate() throws {
    guard paths.isEmpty != (plan == nil) else {
      throw ValidationError("apply takes manifests or --plan FILE, one of the two")
    }
    guard plan == nil || selection.select == nil else {
      throw ValidationError("--select goes with manifests: a saved plan is applied as it is")
    }
  }

  /// Plans, asks for confirmation and applies; with `--dry-run` it only plans. Throws what keeps it from applying, and the
  /// exit status of a run that is not `.done`.
  package func run(in environment: Environment, console: Console) async throws {
    let started = environment.time.now()
    let desired = try desired(in: environment, console: console)
    let interruption = await Interruption(
      console: console, reports: environment.reports, note: "interrupted, nothing was sent")
    defer { interruption.end() }
    let state = try global.stateLocation(in: environment)
    if exclusive, case .postgreSQL = state {
      throw CommandError(
        .usage, "--exclusive is for a state in a file: one in PostgreSQL is always shared",
        hint: "omit it: each request is created once, however many runs there are")
    }
    let status = try await OrgSession.with(connection, rates: rates, state: state, in: environment) { session in
      let reconnection = global.reconnection(console)
      let stop = StopSignal(limiter: session.limiter, reconnection: reconnection)
      let alarm = await stop.alarm(deadline, after: started, in: environment)
      defer { alarm?.cancel() }
      let workflow = Workflow(
        session: session, console: console, environment: environment, options: checks.planning,
        reconnection: reconnection)
      let run = ApplyRun(
        options: ApplyRun.Options(
          format: output.format, patience: lock.patience, isConfirmed: yes, failFast: failFast, safety: checks.safety),
        session: session, console: console, environment: environment, interruption: interruption, stop: stop)
      return try await run.explainingDeadline {
        try await end(desired, by: workflow, state: state, as: run)
      }
    }
    if status != .done { throw CommandError.exit(status) }
  }

  private func end(
    _ desired: DesiredState, by workflow: Workflow, state: StateLocation, as run: ApplyRun
  ) async throws -> ExitStatus {
    guard dryRun else {
      let journal = try await lock.journal(
        at: state, exclusive ? .alone(workflow.environment.owner(of: "writ apply --exclusive")) : .shared,
        in: workflow.environment, workflow.console, reconnection: workflow.reconnection,
        isOver: { run.stop.reason != nil })
      return try await workflow.apply(desired, journal: journal, as: run)
    }
    let planned = try await workflow.plan(desired, state: state)
    try planned.show(output.format, keeping: checks.safety, on: workflow.console)
    return .done
  }

  private func desired(in environment: Environment, console: Console) throws -> DesiredState {
    if let plan { return try DesiredState(planFile: plan) }
    let reading = try ManifestCheck(manifests, console: console, environment: environment).reading(of: paths)
    let desired = try DesiredState(reading, selection: selection)
    if unfinished != nil { environment.reports?.log.add(desired.declared) }
    return desired
  }
}
