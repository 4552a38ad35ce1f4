import Applying
package import ArgumentParser
import Foundation
import Manifests
import Planning
import Reporting
import Throttling

/// `writ plan`: the difference between what is declared and what the org has.
package struct PlanCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what apply would do.",
    discussion: """
      Reads the manifests, resolves users and groups, lists the requests that the org already has, and prints the \
      difference: requests to create, messages to send, and what is changed or blocked. What the org would reject by its \
      request types is shown with its location. Makes no changes in the org. The state caches what the org has, so that \
      later plans read only what has changed since.

      Example: writ plan requests/ --out monday.plan
      """)

  @Argument(
    help: ArgumentHelp(
      "Manifest files, folders of *.yaml and *.yml files, or - for standard input.", valueName: "path"),
    transform: PathText.expanded)
  var paths: [String]

  @Option(
    name: .long, help: ArgumentHelp("Save the plan, for writ apply --plan.", valueName: "file"),
    transform: PathText.expanded)
  var out: String?

  @Flag(
    name: .long, help: "Exit with status 2 where there is something to apply, and with 4 where anything is blocked.")
  var detailedExitcode = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Count what is planned by this column of the tables, in place of listing it.", valueName: "column"))
  var by: String?

  @OptionGroup var manifests: ManifestOptions
  @OptionGroup var checks: CheckOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: FormatOptions
  @OptionGroup(title: "Reports") var report: ReportOptions
  @OptionGroup(title: "Rate limits") var rates: RateOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--report`.
  package var reports: ReportOptions? { report }

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints the plan, and saves it with `--out`. Throws what keeps it from planning, a refusal by a limit, and with
  /// `--detailed-exitcode` the exit statuses `.rejected` and `.changesPending`.
  package func run(in environment: Environment, console: Console) async throws {
    let reading = try ManifestCheck(manifests, console: console, environment: environment)
      .reading(of: paths, groupedBy: by)
    let desired = try DesiredState(reading, selection: selection)
    let interruption = await Interruption(
      console: console, reports: environment.reports, note: "interrupted, nothing was sent")
    defer { interruption.end() }
    let state = try global.stateLocation(in: environment)
    let planned = try await OrgSession.with(connection, rates: rates, state: state, in: environment) { session in
      let workflow = Workflow(
        session: session, console: console, environment: environment, options: checks.planning,
        reconnection: global.reconnection(console))
      return try await workflow.plan(desired, state: state)
    }
    if let out, checks.safety.refusal(of: planned.plan) == nil {
      try planned.save(to: out, at: environment.time.date())
      console.note("saved the plan to \(out); apply it with writ apply --plan \(out)")
    }
    let groups = by.map { PlanGroups(planned.plan, by: $0, texts: desired.groups) }
    try planned.show(output.format, by: groups, keeping: checks.safety, on: console)
    guard detailedExitcode else { return }
    if planned.plan.summary.blocked > 0 { throw CommandError.exit(.rejected) }
    if planned.plan.hasChanges { throw CommandError.exit(.changesPending) }
  }
}

/// What a plan asks the org beyond its list, what it makes of unknown outcomes, and the limits that it has to keep.
struct CheckOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Do not retrieve existing requests to compare their fields: saves a call for each that Writ did not create."))
  var noFieldCheck = false

  @Flag(
    name: .long,
    help: ArgumentHelp("Skip validation against request types (saves one call per type)."))
  var noTypeCheck = false

  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Take users' ids as written: saves a call for each 30 people who are new to the state."))
  var noUserCheck = false

  @Flag(
    name: .long,
    help: ArgumentHelp("Block the requests for users that the org does not know, and go on with the rest."))
  var skipUnknownUsers = false

  @Flag(
    name: .long,
    help: ArgumentHelp("Resend messages that may already have been delivered (at-least-once instead of at-most-once)."))
  var resendAmbiguousMessages = false

  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Send messages to existing requests that no run of this state created: they may have been sent already."))
  var sendWithheldMessages = false

  @Flag(
    name: .long,
    help: ArgumentHelp("Create a second request where an entry's subject was edited after its request was made."))
  var acceptNewSubjects = false

  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Do not retrieve decisions on resolved requests: saves up to 20 calls, and those that attempt needs."))
  var noDecisions = false

  @Option(
    name: .long, help: ArgumentHelp("Refuse a plan that creates more requests than this.", valueName: "number"))
  var maxCreates: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Refuse a plan that creates more requests than this for one user.", valueName: "number"))
  var maxCreatesPerUser: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What to re-read of the org's requests, users, groups and request types: changes since the last run, or everything.",
      valueName: "extent"))
  var refresh = Refresh.changes

  /// How the cache of existing requests is brought up to date.
  enum Refresh: String, CaseIterable, ExpressibleByArgument {
    case changes, full
  }

  package init() {}

  package func validate() throws {
    for (flag, maximum) in [("--max-creates", maxCreates), ("--max-creates-per-user", maxCreatesPerUser)] {
      if let maximum, maximum < 0 { throw ValidationError("\(flag) takes a number from 0") }
    }
  }

  /// The limits that a plan has to keep.
  var safety: PlanLimits { PlanLimits(maximumCreates: maxCreates, maximumCreatesPerUser: maxCreatesPerUser) }

  /// How a plan is made.
  var planning: PlanMaker.Options {
    PlanMaker.Options(checks: planChecks, ignoresCache: refresh == .full, skipsUnknownUsers: skipUnknownUsers)
  }

  private var planChecks: PlanChecks {
    PlanChecks(
      fieldValues: !noFieldCheck,
      requestTypes: RequestTypeChecks(noTypeCheck ? .none : .all, ignoresCache: refresh == .full),
      users: noUserCheck ? .none : refresh == .full ? .all : .new, decisions: !noDecisions,
      acceptsNewSubjects: acceptNewSubjects,
      consent: .init(resendsAmbiguousMessages: resendAmbiguousMessages, sendsWithheldMessages: sendWithheldMessages),
      remedies: .ofCommandLine)
  }
}

extension PlanRemedies {
  /// The commands and flags that help.
  static let ofCommandLine = PlanRemedies(
    resolve: "use writ journal resolve", resend: "--resend-ambiguous-messages",
    sendWithheld: "--send-withheld-messages sends them",
    acceptNewSubject: "use --accept-new-subjects for a second request", listAll: "--verbose lists all")
}
