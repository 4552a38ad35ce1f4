package import Planning
import Model

/// The counts of a plan in one line, and the names of its actions.
extension PlanText {
  /// `Plan: 12 to create, 3 messages to send, 40 unchanged, 1 changed, 0 blocked.`, or what is said where nothing would be
  /// sent.
  package static func counts(_ plan: Plan) -> String {
    if plan.purpose == .cancel { return cancels(plan.summary) }
    let counts = PlanCounts(plan)
    return plan.hasChanges ? summary(counts) : noChanges(counts)
  }

  /// `Plan: 380 to cancel, 380 messages to send, 3 over already, 120 too late.`
  private static func cancels(_ summary: PlanSummary) -> String {
    let head = summary.cancel > 0 ? ["\(CountText.number(summary.cancel)) to cancel"] : []
    let messages = summary.message > 0 ? ["\(CountText.noun(summary.message, "message")) to send"] : []
    let others = [
      (summary.withheld, "comments withheld"), (summary.unchanged, "over already"),
      (summary.blocked, summary.blockedCancels),
    ].filter { $0.0 > 0 }.map { "\(CountText.number($0.0)) \($0.1)" }
    let parts = (head + messages + others).joined(separator: ", ")
    if summary.cancel > 0 { return "Plan: \(parts)." }
    return "Nothing to cancel\(parts.isEmpty ? "" : ": \(parts)")."
  }

  private static func summary(_ counts: PlanCounts) -> String {
    let parts = [
      "\(CountText.number(counts.create)) to create", "\(CountText.noun(counts.messages, "message")) to send",
    ]
    let unchanged = "\(CountText.number(counts.unchanged)) unchanged\(ended(counts))"
    let others = [(counts.changed, "changed"), (counts.blocked, "blocked")]
    let rest = others.map { "\(CountText.number($0.0)) \($0.1)" }
    return "Plan: \((parts + withheld(counts) + [unchanged] + rest).joined(separator: ", "))."
  }

  private static func noChanges(_ counts: PlanCounts) -> String {
    let verb = counts.unchanged == 1 ? "is" : "are"
    let unchanged = "\(CountText.noun(counts.unchanged, "request")) \(verb) as declared\(ended(counts))"
    let others = [(counts.changed, "changed"), (counts.blocked, "blocked")].filter { $0.0 > 0 }
    let parts = [unchanged] + withheld(counts) + others.map { "\(CountText.number($0.0)) \($0.1)" }
    return "No changes. \(parts.joined(separator: ", "))."
  }

  private static func withheld(_ counts: PlanCounts) -> [String] {
    counts.withheld > 0 ? ["\(CountText.noun(counts.withheld, "message")) withheld"] : []
  }

  /// ` (1 denied, 2 canceled)`: those of the unchanged whose people have no access.
  private static func ended(_ counts: PlanCounts) -> String {
    let parts = [(counts.denied, "denied"), (counts.canceled, "canceled")].filter { $0.0 > 0 }
    return parts.isEmpty
      ? "" : " (\(parts.map { "\(CountText.number($0.0)) \($0.1)" }.joined(separator: ", ")))"
  }

  /// The name of an action for one line: its entry's name, or its subject, in at most 60 cells, and which message it
  /// is.
  package static func label(_ action: PlannedAction) -> String {
    let label = (action.declaration.name ?? action.declaration.subject).shortened(to: 60)
    guard let index = action.messageIndex else { return label }
    return "\(label) (message \(index + 1) of \(action.declaration.messages.count))"
  }
}

extension PlanSummary {
  /// What the blocked actions of a plan that takes requests back are called.
  package var blockedCancels: String { tooLate == blocked ? "too late" : "blocked" }
}
