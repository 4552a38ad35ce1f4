import Applying
package import ArgumentParser
import Foundation
import Journaling
import Planning
import Throttling
import Model

/// `writ cancel`: takes requests back that no one has decided on.
package struct CancelCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Cancel requests that no one has decided on yet.",
    discussion: """
      Takes back what manifests declare, what a run created (--run), or single requests (--request); with --duplicates, all but \
      one request for each declared person. Shows what it is about to cancel, asks for confirmation, and records every call as \
      writ apply does: if the run is interrupted, run the same command again to continue. What was decided is too late, and \
      is listed. A canceled request stays canceled: writ apply makes another one only where the manifest says attempt: 2.

      Canceling is in Beta at Okta: an org offers it once Okta has enabled it.

      Examples:
        writ cancel --run 20261127T031500Z-a1b2 --comment "Made by mistake, please ignore."
        writ cancel requests/ --duplicates
      """)

  @Argument(
    help: ArgumentHelp(
      "Manifest files, folders of *.yaml and *.yml files, or - for standard input: all that they declare.",
      valueName: "path"),
    transform: PathText.expanded)
  var paths: [String] = []

  @Option(name: .long, help: ArgumentHelp("All that this run created (writ journal list shows runs).", valueName: "id"))
  var run: String?

  @Option(
    name: .customLong("request"), parsing: .singleValue,
    help: ArgumentHelp("The request with this id (repeatable).", valueName: "id"))
  var requests: [String] = []

  @Flag(
    name: .long,
    help: """
      Of each declared key with several requests, all but the one that runs of this state went to, or else the oldest.
      """)
  var duplicates = false

  @Option(
    name: .long,
    help: ArgumentHelp("A message to send to each request before it is canceled.", valueName: "text"))
  var comment: String?

  @Option(
    name: .long, help: ArgumentHelp("Refuse a plan that cancels more requests than this.", valueName: "number"))
  var maxCancels: Int?

  @Flag(name: [.long, .customShort("y")], help: "Skip the confirmation prompt.")
  var yes = false

  @Flag(name: .long, help: "Only show what would be canceled.")
  var dryRun = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop gracefully after this long, for example 50m: a call in flight is waited for. The same command continues.",
      valueName: "time"))
  var deadline: TimeSpan?

  @Flag(name: .long, help: "Stop gracefully at the first request that the org does not cancel.")
  var failFast = false

  @OptionGroup var manifests: ManifestOptions
  @OptionGroup var lock: LockOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: FormatOptions
  @OptionGroup(title: "Reports") var report: ReportOptions
  @OptionGroup(title: "Rate limits") var rates: RateOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  /// `true`: it cancels requests and sends messages.
  package var changesThings: Bool { true }

  /// The value of `--report`.
  package var reports: ReportOptions? { report }

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  /// `true`: with `--format json` a run prints one object a line, of which an error may be the last.
  package var streamsResults: Bool { true }

  package init() {}

  package func validate() throws {
    guard [!paths.isEmpty, run != nil, !requests.isEmpty].count(where: { $0 }) == 1 else {
      throw ValidationError("cancel takes manifests, --run ID or --request ID, one of the three")
    }
    guard !duplicates || !paths.isEmpty else { throw ValidationError("--duplicates goes with manifests") }
    guard selection.select == nil || requests.isEmpty else {
      throw ValidationError("--select goes with manifests or --run")
    }
    if let maxCancels, maxCancels < 0 { throw ValidationError("--max-cancels takes a number from 0") }
    if let comment, let flaw = RequestLimits.lengthFlaw("--comment", comment, maximum: RequestLimits.message) {
      throw ValidationError(flaw)
    }
  }

  /// Plans, asks for confirmation and cancels; with `--dry-run` it only plans. Throws what keeps it from that, and the exit
  /// status of a run that is not `.done`.
  package func run(in environment: Environment, console: Console) async throws {
    let started = environment.time.now()
    let target = try target(in: environment, console: console)
    let interruption = await Interruption(
      console: console, reports: environment.reports, note: "interrupted, nothing was sent")
    defer { interruption.end() }
    let state = try global.stateLocation(in: environment)
    let status = try await OrgSession.with(connection, rates: rates, state: state, in: environment) { session in
      let reconnection = global.reconnection(console)
      let stop = StopSignal(limiter: session.limiter, reconnection: reconnection)
      let alarm = await stop.alarm(deadline, after: started, in: environment)
      defer { alarm?.cancel() }
      let workflow = Workflow(
        session: session, console: console, environment: environment, options: .forCancels,
        reconnection: reconnection)
      let run = ApplyRun(
        options: ApplyRun.Options(
          format: output.format, patience: lock.patience, isConfirmed: yes, failFast: failFast, safety: safety),
        session: session, console: console, environment: environment, interruption: interruption, stop: stop)
      return try await run.explainingDeadline {
        try await cancel(CancelMaker(target: target, comment: comment, workflow: workflow), state: state, as: run)
      }
    }
    if status != .done { throw CommandError.exit(status) }
  }

  private var safety: PlanLimits { PlanLimits(maximumCancels: maxCancels) }

  private func cancel(_ maker: CancelMaker, state: StateLocation, as run: ApplyRun) async throws -> ExitStatus {
    guard dryRun else {
      let journal = try await lock.journal(
        at: state, .shared, in: run.environment, run.console, reconnection: maker.workflow.reconnection,
        isOver: { run.stop.reason != nil })
      return try await maker.cancel(in: journal, as: run)
    }
    try await maker.plan(state: state).show(output.format, keeping: safety, on: run.console)
    return .done
  }

  private func target(in environment: Environment, console: Console) throws -> CancelTarget {
    if let run { return .run(RunID(run), selection) }
    guard requests.isEmpty else { return .requests(requests.map(RequestID.init).uniqued()) }
    let reading = try ManifestCheck(manifests, console: console, environment: environment).reading(of: paths)
    return .declared(try DesiredState(reading, selection: selection), isDuplicatesOnly: duplicates)
  }
}

extension PlanMaker.Options {
  /// Users that the org does not know have no requests, and nothing else is checked that a plan checks.
  fileprivate static let forCancels = PlanMaker.Options(
    checks: PlanChecks(fieldValues: false, requestTypes: RequestTypeChecks(.all), users: .none), ignoresCache: false,
    skipsUnknownUsers: true)
}
