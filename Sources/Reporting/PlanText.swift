package import Planning
package import RequestModel

/// A plan as a person reads it: one line an action, the counts, the forecast.
package struct PlanText: Hashable, Sendable {
  /// Characters of a name or subject that are shown.
  private static let longestLabel = 60

  package var styling: Styling
  /// Show unchanged actions, and every action's reason.
  package var isVerbose: Bool
  /// How users are called, where that was told.
  package var logins: [UserID: String]

  package init(styling: Styling, isVerbose: Bool, logins: [UserID: String] = [:]) {
    self.styling = styling
    self.isVerbose = isVerbose
    self.logins = logins
  }

  /// The whole plan; `forecast` is the line of `ForecastText`. What needs nothing, and messages that are withheld, are
  /// listed with `isVerbose` only.
  package func text(_ plan: Plan, forecast: String) -> String {
    let shown = plan.actions.filter { isVerbose || !isQuiet($0) }
    let withheld = Self.withheld(plan.summary).map { $0 + "\n" } ?? ""
    let list = shown.map { lines(for: $0) + "\n" }.joined() + withheld
    let gap = list.isEmpty ? "" : "\n"
    let ending = plan.hasWork ? "\(Self.summary(plan.summary))\n\(forecast)\n" : "\(Self.noChanges(plan.summary))\n"
    return list + gap + ending
  }

  /// One line for all messages that are withheld, with the reason; `nil` where there are none.
  package static func withheld(_ summary: PlanSummary) -> String? {
    guard summary.withheld > 0 else { return nil }
    return "\(CountText.noun(summary.withheld, "message")) withheld: no run of this state created the requests, so the "
      + "messages may have been sent already (--send-withheld-messages sends them)"
  }

  /// A request that is as declared, but for one that ended without access: that is news.
  private func isQuiet(_ action: PlannedAction) -> Bool {
    switch action.verb {
    case .unchanged: action.existing?.endedWithoutAccess != true
    case .withheld: true
    case .create, .message, .changed, .blocked: false
    }
  }

  /// One action: sign, verb, label, requester, place, and the reason where it matters.
  package func lines(for action: PlannedAction) -> String {
    let declaration = action.declaration
    let sign = Self.sign(action.verb)
    let head = styling.paint("\(sign.character) \(action.verb.rawValue)", sign.color)
    let label = styling.paint(Self.label(action).terminalSafe, .bold)
    let login = declaration.requester.flatMap { logins[$0] }.map { " \($0.terminalSafe)" } ?? ""
    let requester = (declaration.requester?.text.terminalSafe ?? "the token's user") + login
    let place = styling.paint("(\(declaration.place.text.terminalSafe))", .dim)
    let line = "\(head)  \(label)  \(requester)  \(place)"
    let needsReason = action.verb == .changed || action.verb == .blocked || action.verb == .unchanged
    return isVerbose || needsReason || action.attempt > 1 ? "\(line)\n    \(action.reason.terminalSafe)" : line
  }

  /// `Plan: 12 to create, 3 messages to send, 40 unchanged, 1 changed, 0 blocked.`
  package static func summary(_ summary: PlanSummary) -> String {
    let messages = CountText.noun(summary.message, "message")
    let rest = [(summary.changed, "changed"), (summary.blocked, "blocked")]
    let parts = ["\(CountText.number(summary.create)) to create", "\(messages) to send"] + withheldPart(summary)
    let unchanged = "\(CountText.number(summary.unchanged)) unchanged\(deniedPart(summary))"
    let others = rest.map { "\(CountText.number($0.0)) \($0.1)" }
    return "Plan: \((parts + [unchanged] + others).joined(separator: ", "))."
  }

  /// What is said where nothing would be sent.
  package static func noChanges(_ summary: PlanSummary) -> String {
    let verb = summary.unchanged == 1 ? "is" : "are"
    let unchanged = "\(CountText.noun(summary.unchanged, "request")) \(verb) as declared\(deniedPart(summary))"
    let others = [(summary.changed, "changed"), (summary.blocked, "blocked")].filter { $0.0 > 0 }
    let parts = [unchanged] + withheldPart(summary) + others.map { "\(CountText.number($0.0)) \($0.1)" }
    return "No changes. \(parts.joined(separator: ", "))."
  }

  private static func withheldPart(_ summary: PlanSummary) -> [String] {
    summary.withheld > 0 ? ["\(CountText.noun(summary.withheld, "message")) withheld"] : []
  }

  private static func deniedPart(_ summary: PlanSummary) -> String {
    summary.denied > 0 ? " (\(CountText.number(summary.denied)) denied)" : ""
  }

  /// The name of the action: its entry's, or its subject, cut after 60 code points, and which message it is.
  package static func label(_ action: PlannedAction) -> String {
    let label = action.declaration.name ?? action.declaration.subject
    let cut = label.count > longestLabel ? "\(label.prefix(longestLabel - 1))…" : label
    guard let index = action.messageIndex else { return cut }
    return "\(cut) (message \(index + 1) of \(action.declaration.messages.count))"
  }

  private static func sign(_ verb: PlannedAction.Verb) -> (character: Character, color: Styling.Color) {
    switch verb {
    case .create: ("+", .green)
    case .message: (">", .cyan)
    case .withheld: ("-", .yellow)
    case .unchanged: ("=", .dim)
    case .changed: ("~", .yellow)
    case .blocked: ("!", .red)
    }
  }
}
