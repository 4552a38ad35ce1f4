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

  /// The whole plan; `forecast` is the line of `ForecastText`.
  package func text(_ plan: Plan, forecast: String) -> String {
    let shown = plan.actions.filter { isVerbose || $0.verb != .unchanged }
    let list = shown.map { lines(for: $0) + "\n" }.joined()
    let gap = shown.isEmpty ? "" : "\n"
    let ending = plan.hasWork ? "\(Self.summary(plan.summary))\n\(forecast)\n" : "\(Self.noChanges(plan.summary))\n"
    return list + gap + ending
  }

  /// One action: sign, verb, label, requester, place, and the reason where it matters.
  package func lines(for action: PlannedAction) -> String {
    let declaration = action.declaration
    let sign = Self.sign(action.verb)
    let head = styling.paint("\(sign.character) \(action.verb.rawValue)", sign.ink)
    let label = styling.paint(Self.label(action).harmless, .bold)
    let login = declaration.requester.flatMap { logins[$0] }.map { " \($0.harmless)" } ?? ""
    let requester = (declaration.requester?.text.harmless ?? "the token's user") + login
    let place = styling.paint("(\(declaration.place.text.harmless))", .dim)
    let line = "\(head)  \(label)  \(requester)  \(place)"
    let tellsReason = isVerbose || action.verb == .changed || action.verb == .blocked
    return tellsReason ? "\(line)\n    \(action.reason.harmless)" : line
  }

  /// `Plan: 12 to create, 3 messages to send, 40 unchanged, 1 changed, 0 blocked.`
  package static func summary(_ summary: PlanSummary) -> String {
    let messages = CountText.noun(summary.message, "message")
    let rest = [(summary.unchanged, "unchanged"), (summary.changed, "changed"), (summary.blocked, "blocked")]
    let parts = ["\(CountText.number(summary.create)) to create", "\(messages) to send"]
    return "Plan: \((parts + rest.map { "\(CountText.number($0.0)) \($0.1)" }).joined(separator: ", "))."
  }

  /// What is said where nothing would be sent.
  package static func noChanges(_ summary: PlanSummary) -> String {
    let verb = summary.unchanged == 1 ? "is" : "are"
    let unchanged = "\(CountText.noun(summary.unchanged, "request")) \(verb) as declared"
    let others = [(summary.changed, "changed"), (summary.blocked, "blocked")].filter { $0.0 > 0 }
    let parts = [unchanged] + others.map { "\(CountText.number($0.0)) \($0.1)" }
    return "No changes. \(parts.joined(separator: ", "))."
  }

  /// The name of the action: its entry's, or its subject, cut after 60 code points, and which message it is.
  package static func label(_ action: PlannedAction) -> String {
    let label = action.declaration.name ?? action.declaration.subject
    let cut = label.count > longestLabel ? "\(label.prefix(longestLabel - 1))…" : label
    guard let index = action.messageIndex else { return cut }
    return "\(cut) (message \(index + 1) of \(action.declaration.messages.count))"
  }

  private static func sign(_ verb: PlannedAction.Verb) -> (character: Character, ink: Styling.Ink) {
    switch verb {
    case .create: ("+", .green)
    case .message: (">", .cyan)
    case .unchanged: ("=", .dim)
    case .changed: ("~", .yellow)
    case .blocked: ("!", .red)
    }
  }
}
