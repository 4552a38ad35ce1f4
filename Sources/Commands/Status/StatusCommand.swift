import Applying
package import ArgumentParser
import Foundation
import Model
import Reporting
import Throttling

/// `writ status`: what became of the declared requests.
package struct StatusCommand: WritCommand {
  /// How a status is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, markdown
  }

  package static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what became of the declared requests.",
    discussion: """
      For each declared request: whether it waits (and who has to decide), was approved, denied or canceled, whether the \
      access was given, or whether the org does not have it. Without a path it is about the requests that runs of this \
      state have created. Reads what has changed since the last time, and retrieves each request that has changed: a \
      second status is one call. Makes no changes in the org.

      Example: writ status requests/ --format csv > status.csv
      """)

  @Argument(
    help: ArgumentHelp(
      "Manifest files, folders of *.yaml and *.yml files, or - for standard input. (default: what runs of this state have "
        + "created)", valueName: "path"),
    transform: PathText.expanded)
  var paths: [String] = []

  @Option(
    name: .customLong("format"),
    help:
      "How to print the status: text for people, json for programs, csv for spreadsheets, markdown for comments.")
  var statusFormat: Format = .text

  @Option(name: .long, help: ArgumentHelp("Count the requests by this.", valueName: "property"))
  var by: StatusReport.Grouping?

  @Flag(
    name: .long,
    help:
      "Do not retrieve requests that have changed: saves a call for each, and leaves out who decided or has to decide.")
  var noDecisions = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop reading after this long, for example 5m, and show what is known. The same command continues.",
      valueName: "time"))
  var deadline: TimeSpan?

  @Option(
    name: .long,
    help: ArgumentHelp("What to re-read of the org: changes since the last time, or everything.", valueName: "extent"))
  var refresh = CheckOptions.Refresh.changes

  @OptionGroup var manifests: ManifestOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup(title: "Reports") var report: ReportOptions
  @OptionGroup(title: "Rate limits") var rates: RateOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  /// `.json` where that is asked for: then errors are JSON as well.
  package var format: OutputFormat { statusFormat == .json ? .json : .text }

  /// The value of `--report`.
  package var reports: ReportOptions? { report }

  package init() {}

  package func validate() throws {
    guard selection.select == nil || !paths.isEmpty else { throw ValidationError("--select goes with manifests") }
  }

  /// Prints the status. Throws what keeps it from reading, and the exit status `.stoppedEarly` where the deadline or an
  /// interruption left something out.
  package func run(in environment: Environment, console: Console) async throws {
    let started = environment.time.now()
    let desired = try desired(in: environment, console: console)
    let interruption = await Interruption(console: console, reports: environment.reports)
    defer { interruption.end() }
    let state = try global.stateLocation(in: environment)
    let report = try await OrgSession.with(connection, rates: rates, state: state, in: environment) { session in
      let reconnection = global.reconnection(console)
      let stop = StopSignal(limiter: session.limiter, reconnection: reconnection)
      let alarm = await stop.alarm(deadline, after: started, in: environment)
      defer { alarm?.cancel() }
      interruption.first { await stop.raise(.interrupted) }
      let workflow = Workflow(
        session: session, console: console, environment: environment,
        options: .forStatus(ignoresCache: refresh == .full), reconnection: reconnection)
      let maker = StatusMaker(
        desired: desired, workflow: workflow, stop: stop,
        remedy: "--no-decisions leaves it out, --deadline ends it"
      ) { [noDecisions] _ in !noDecisions }
      do {
        return try await maker.report(state: state)
      } catch ReadFailure.stopped where stop.reason == .deadline {
        throw CommandError(
          .stoppedEarly, "the deadline passed while names were looked up",
          hint: "run the same command again with more time")
      }
    }
    show(report, on: console, in: environment)
    if report.answer.isCutShort { throw CommandError.exit(.stoppedEarly) }
  }

  private func desired(in environment: Environment, console: Console) throws -> DesiredState? {
    if paths.isEmpty { return nil }
    let reading = try ManifestCheck(manifests, console: console, environment: environment).reading(of: paths)
    return try DesiredState(reading, selection: selection)
  }

  private func show(_ report: StatusReport, on console: Console, in environment: Environment) {
    environment.reports?.log.update(report.fill)
    switch statusFormat {
    case .text: console.result(text(report, for: console))
    case .json: console.result(StatusJSON.document(report, by: by).document + "\n")
    case .csv: console.result(csv: by.map { ReportCSV.text(report, by: $0) } ?? ReportCSV.text(report.rows))
    case .markdown:
      var whole = RunReport(command: "status", version: WritVersion.text, began: environment.time.date())
      report.fill(&whole)
      console.result(by.map { ReportMarkdown.text(whole, of: report, by: $0) } ?? ReportMarkdown.text(whole))
    }
    for note in report.notes { console.note(note) }
  }

  private func text(_ report: StatusReport, for console: Console) -> String {
    if console.isQuiet { return report.summary + "\n" }
    let text = StatusText(for: console)
    return by.map { text.table(report, by: $0) } ?? text.text(report)
  }
}

extension StatusText {
  /// As a person reads it on this console.
  init(for console: Console) {
    self.init(
      styling: console.styling, isVerbose: console.isVerbose, width: console.resultWidth,
      listAll: "--verbose lists all")
  }
}

extension StatusReport.Grouping: ExpressibleByArgument {}

extension PlanMaker.Options {
  /// Users that the org does not know block their requests; nothing else is checked that a plan checks.
  static func forStatus(ignoresCache: Bool) -> PlanMaker.Options {
    PlanMaker.Options(
      checks: PlanChecks(fieldValues: false, requestTypes: RequestTypeChecks(.all), users: .new),
      ignoresCache: ignoresCache, skipsUnknownUsers: true)
  }
}
