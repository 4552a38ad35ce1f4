import Applying
import Journaling
import Planning
import Reporting
import Model
import Synchronization

/// What `apply` prints as it goes: lines for people, or one JSON object a line for programs.
///
/// People who watch a terminal see the progress line, and a line only for what did not simply succeed; a pipe gets a
/// line for every action.
struct ApplyOutput: Sendable {
  let format: OutputFormat
  let console: Console
  let display: ProgressDisplay
  /// What reports show of the run.
  let log: ReportLog?
  /// The logins of users that manifests name.
  let logins: [UserID: String]
  /// What did not succeed, for the end.
  private let notDone = NotDoneList()
  private let showsEachAction: Bool

  init(
    format: OutputFormat, console: Console, display: ProgressDisplay, logins: [UserID: String], log: ReportLog?
  ) {
    self.format = format
    self.console = console
    self.display = display
    self.log = log
    self.logins = logins
    showsEachAction = console.isVerbose || !(console.isQuiet || console.resultsGoToTerminal)
  }

  /// What the org says against some of the declared requests, what was `recovered` of earlier runs, and what the plan does
  /// not try: people have read the first and the last in the plan.
  func begin(_ run: JournalRun, _ planned: PlanResult, recovered: [ApplyEvent], inFlight: CallsInFlight) {
    log?.begin(run, recovered: recovered, inFlight: inFlight)
    json { ApplyJSON.started(run, planned.plan.summary) }
    for diagnostic in planned.diagnostics { json { ApplyJSON.diagnostic(diagnostic) } }
    for event in recovered { show(event) }
    for action in planned.plan.actions where action.verb == .withheld || action.verb == .blocked {
      if action.verb == .blocked {
        notDone.add(NotDoneText.Item(outcome: action.verb.rawValue, action: action, reason: action.reason))
      }
      json { ApplyJSON.untried(action) }
    }
  }

  func add(_ event: ApplyEvent, now: Duration) {
    log?.add(event)
    display.add(event, now: now)
    show(event)
  }

  /// Without a step of progress: what was adopted at the start is none of the plan's work.
  private func show(_ event: ApplyEvent) {
    guard case .ended(let action, let outcome, let requestID, let detail) = event else { return }
    if !outcome.isDone(requestID) {
      notDone.add(NotDoneText.Item(outcome: outcome.rawValue, action: action, reason: detail ?? "no reason given"))
    }
    json { ApplyJSON.action(action, outcome: outcome, requestID: requestID, detail: detail) }
    let isWorthALine = !outcome.isDone(requestID) || detail != nil && outcome != .taken || showsEachAction
    guard format == .text, isWorthALine else { return }
    let text = ApplyText(styling: console.styling)
    console.result(text.line(action, outcome: outcome, requestID: requestID, detail: detail) + "\n")
  }

  /// What did not succeed, then the last line; where there was nothing to do, the plan has shown both already.
  func end(_ summary: ApplySummary, plan: Plan, error: CommandError?) {
    if let error { json { error.json } }
    json { summary.json }
    let text = summary.text(isVerbose: console.isVerbose)
    guard plan.hasChanges || summary.recovered > 0 else {
      log?.end(PlanText.counts(plan), PlanCounts(plan).list, duplicates: summary.duplicates)
      return
    }
    log?.end(text, summary.list, duplicates: summary.duplicates)
    guard format == .text else { return }
    let list = NotDoneText(styling: console.styling, width: console.resultWidth, logins: logins)
    console.result(list.text(notDone.items) + text + "\n")
  }

  /// One line, for programs only.
  private func json(_ object: () -> OrderedJSON) {
    if format == .json { console.result(object().line + "\n") }
  }
}

/// What a run did not do so far, in the order in which it was given up.
private final class NotDoneList: Sendable {
  private let list = Mutex<[NotDoneText.Item]>([])

  var items: [NotDoneText.Item] { list.withLock { $0 } }

  func add(_ item: NotDoneText.Item) { list.withLock { $0.append(item) } }
}
