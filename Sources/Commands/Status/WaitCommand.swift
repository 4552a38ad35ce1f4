import Applying
package import ArgumentParser
import Foundation
import Journaling
import Model
import Planning
import Reporting
import Throttling

/// `writ wait`: waits until the declared requests are decided.
package struct WaitCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait until the declared requests are decided.",
    discussion: """
      Reads what has changed, again and again: one call each time, and one for each request that was decided. Ends with \
      status 0 once all are approved and, with --for resolved, have their access; with 4 where some were denied, failed, or \
      are missing, with 5 where it is not known whether some exist, and with 6 when the time is up. Makes no changes in the \
      org.

      Example: writ wait requests/ --for approved --timeout 2h
      """)

  @Argument(
    help: ArgumentHelp(
      "Manifest files, folders of *.yaml and *.yml files, or - for standard input.", valueName: "path"),
    transform: PathText.expanded)
  var paths: [String]

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "What to wait for: resolved, with the access given, or approved, where that may still be to come.",
      valueName: "goal"))
  var goal = WaitGoal.resolved

  @Option(name: .long, help: ArgumentHelp("How long to wait, for example 2h.", valueName: "time"))
  var timeout = TimeSpan(.seconds(1800))

  @OptionGroup var manifests: ManifestOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: FormatOptions
  @OptionGroup(title: "Rate limits") var rates: RateOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Waits, and prints what became of the requests. Throws what keeps it from reading, and `.rejected`, `.ambiguous` or
  /// `.stoppedEarly` where not all have come to what is waited for.
  package func run(in environment: Environment, console: Console) async throws {
    let end = environment.time.now() + timeout.duration
    let reading = try ManifestCheck(manifests, console: console, environment: environment).reading(of: paths)
    let desired = try DesiredState(reading, selection: selection)
    let interruption = await Interruption(console: console)
    defer { interruption.end() }
    let state = try global.stateLocation(in: environment)
    let report = try await OrgSession.with(connection, rates: rates, state: state, in: environment) { session in
      let reconnection = global.reconnection(console)
      let stop = StopSignal(limiter: session.limiter, reconnection: reconnection)
      let alarm = environment.time.alarm(end) { await stop.raise(.deadline) }
      defer { alarm.cancel() }
      let workflow = Workflow(
        session: session, console: console, environment: environment, options: .forStatus(ignoresCache: false),
        reconnection: reconnection)
      let maker = StatusMaker(desired: desired, workflow: workflow, stop: stop, remedy: "--timeout ends it") {
        [goal] in goal.mayBeMet(by: $0)
      }
      return try await maker.wait(for: goal, until: end, state: state)
    }
    guard let report else { throw timeIsUp("the org's requests were not read yet") }
    show(report, on: console)
    try judge(WaitTally(report.answer.statuses, for: goal))
  }

  private func show(_ report: StatusReport, on console: Console) {
    switch output.format {
    case .json: console.result(StatusJSON.document(report).document + "\n")
    case .text where console.isQuiet: console.result(report.summary + "\n")
    case .text: console.result(StatusText(for: console).text(report))
    }
  }

  private func judge(_ tally: WaitTally) throws(CommandError) {
    let total = CountText.number(tally.total)
    func part(_ number: Int, _ one: String, _ several: String) -> String {
      "\(CountText.number(number)) of \(total) \(number == 1 ? one : several)"
    }
    if tally.pending > 0 { throw timeIsUp("\(part(tally.pending, "is", "are")) not \(goal.rawValue)") }
    if tally.unknown > 0 {
      throw CommandError(
        .ambiguous, "it is not known whether \(part(tally.unknown, "exists", "exist"))",
        hint: "run writ apply, which looks them up, then wait again")
    }
    guard tally.unmet > 0 else { return }
    throw CommandError(
      .rejected,
      part(tally.unmet, "was denied, failed, or is missing", "were denied, failed, or are missing") + " (listed above)")
  }

  private func timeIsUp(_ what: String) -> CommandError {
    CommandError(.stoppedEarly, "the time is up: \(what)", hint: "run the same command again to wait on")
  }
}

extension WaitGoal: ExpressibleByArgument {}
