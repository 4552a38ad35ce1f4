import Applying
import Journaling
import Planning
import Reporting
import RequestModel
import Synchronization

/// What `apply` prints as it goes: lines for people, or one JSON object a line for programs.
///
/// People who watch a terminal see the progress line, and a line only for what did not simply succeed; a pipe gets a
/// line for every action.
struct ApplyOutput: Sendable {
  let format: OutputFormat
  let console: Console
  let display: ProgressDisplay
  /// The logins of users that manifests name.
  let logins: [UserID: String]
  /// What did not succeed, for the end.
  private let notDone = NotDoneList()

  init(format: OutputFormat, console: Console, display: ProgressDisplay, logins: [UserID: String]) {
    self.format = format
    self.console = console
    self.display = display
    self.logins = logins
  }

  func started(_ run: JournalRun, _ plan: Plan) {
    guard format == .json else { return }
    let summary = plan.summary
    console.result(
      OrderedJSON.object([
        "formatVersion": OrderedJSON.formatVersion,
        "type": .string("started"),
        "run": .string(run.id.text),
        "orgUrl": .string(run.orgURL),
        "digest": .string(run.planDigest),
        "create": .integer(summary.create),
        "message": .integer(summary.message),
        "withheld": .integer(summary.withheld),
        "unchanged": .integer(summary.unchanged),
        "changed": .integer(summary.changed),
        "blocked": .integer(summary.blocked),
      ]).line + "\n")
  }

  /// What the org says against some of the declared requests; people have read it before the run began.
  func report(_ diagnostics: [Diagnostic]) {
    guard format == .json else { return }
    for diagnostic in diagnostics {
      let head = [OrderedJSON.Member("formatVersion", OrderedJSON.formatVersion), .init("type", .string("diagnostic"))]
      console.result(OrderedJSON.object(head + DiagnosticJSON.members(of: diagnostic)).line + "\n")
    }
  }

  /// What the plan does not try: an action of its own for programs; people have read it in the plan, and do so again at
  /// the end.
  func showUntried(_ plan: Plan) {
    for action in plan.actions where action.verb == .blocked {
      notDone.add(NotDoneText.Item(outcome: action.verb.rawValue, action: action, reason: action.reason))
    }
    guard format == .json else { return }
    for action in plan.actions where action.verb == .withheld || action.verb == .blocked {
      console.result(json(action, action.verb.rawValue, action.existing?.id, action.reason).line + "\n")
    }
  }

  func add(_ event: ApplyEvent, now: Duration) {
    display.add(event, now: now)
    show(event)
  }

  /// Without a step of progress: what was adopted at the start is none of the plan's work.
  func show(_ event: ApplyEvent) {
    guard case .ended(let action, let outcome, let requestID, let detail) = event else { return }
    if outcome != .done, outcome != .adopted {
      notDone.add(NotDoneText.Item(outcome: outcome.rawValue, action: action, reason: detail ?? "no reason given"))
    }
    switch format {
    case .json: console.result(json(action, outcome.rawValue, requestID, detail).line + "\n")
    case .text
    where outcome != .done || detail != nil || console.isVerbose || !(console.isQuiet || console.resultsGoToTerminal):
      console.result(text(action, outcome, requestID, detail) + "\n")
    case .text: break
    }
  }

  /// What did not succeed, then the last line; where there was nothing to do, the plan has shown both already.
  func ended(_ summary: ApplySummary, hadWork: Bool) {
    switch format {
    case .json: console.result(summary.json.line + "\n")
    case .text where hadWork || summary.recovered > 0:
      let text = NotDoneText(styling: console.styling, width: console.resultWidth, logins: logins)
      console.result(text.text(notDone.items) + summary.text(isVerbose: console.isVerbose) + "\n")
    case .text: break
    }
  }

  private func text(
    _ action: PlannedAction, _ outcome: ApplyOutcome, _ requestID: RequestID?, _ detail: String?
  ) -> String {
    let word = console.styling.paint(Self.word(outcome, for: action), Self.color(of: outcome))
    let label = console.styling.paint(PlanText.label(action).terminalSafe, .bold)
    let requester = action.declaration.requester?.text.terminalSafe ?? ""
    let request = requestID.map { "  request \($0.text.terminalSafe)" } ?? ""
    let reason = detail.map { "\n    \($0.terminalSafe)" } ?? ""
    return "\(word)  \(label)  \(requester)\(request)\(reason)"
  }

  private func json(
    _ action: PlannedAction, _ outcome: String, _ requestID: RequestID?, _ detail: String?
  ) -> OrderedJSON {
    .object(
      [
        .init("formatVersion", OrderedJSON.formatVersion),
        .init("type", .string("action")),
        .init("action", .string(action.verb.rawValue)),
        .init("outcome", .string(outcome)),
        .init("requestId", requestID.map { .string($0.text) }),
      ] + PlanJSON.subject(of: action) + [.init("detail", detail.map { .string($0) })])
  }

  private static func word(_ outcome: ApplyOutcome, for action: PlannedAction) -> String {
    switch outcome {
    case .done: action.messageIndex == nil ? "created" : "messaged"
    case .adopted, .rejected, .failed, .ambiguous, .skipped: outcome.rawValue
    }
  }

  private static func color(of outcome: ApplyOutcome) -> Styling.Color {
    switch outcome {
    case .done: .green
    case .adopted: .cyan
    case .rejected, .failed: .red
    case .ambiguous, .skipped: .yellow
    }
  }
}

/// What a run did not do so far, in the order in which it was given up.
private final class NotDoneList: Sendable {
  private let list = Mutex<[NotDoneText.Item]>([])

  var items: [NotDoneText.Item] { list.withLock { $0 } }

  func add(_ item: NotDoneText.Item) { list.withLock { $0.append(item) } }
}
