package import Applying
package import Planning
package import Model

/// The lines that people read while a plan is applied.
package struct ApplyText: Sendable {
  private let styling: Styling

  package init(styling: Styling) { self.styling = styling }

  /// `created  VPN  00u…  request 67b…`, and the reason on a line of its own where there is one.
  package func line(
    _ action: PlannedAction, outcome: ApplyOutcome, requestID: RequestID?, detail: String?
  ) -> String {
    let word = styling.paint(outcome.word(for: action), Self.color(of: outcome))
    let label = styling.paint(PlanText.label(action).terminalSafe, .bold)
    let requester = action.declaration.requester?.text.terminalSafe ?? ""
    let request = requestID.map { "  request \($0.text.terminalSafe)" } ?? ""
    let reason = detail.map { "\n    \($0.terminalSafe)" } ?? ""
    return "\(word)  \(label)  \(requester)\(request)\(reason)"
  }

  private static func color(of outcome: ApplyOutcome) -> Styling.Color {
    switch outcome {
    case .done: .green
    case .adopted, .taken: .cyan
    case .rejected, .failed: .red
    case .ambiguous, .skipped: .yellow
    }
  }
}

extension ApplyOutcome {
  /// The word for it: `created`, `canceled` or `messaged` where the org did what the action asks.
  func word(for action: PlannedAction) -> String {
    switch self {
    case .done where action.verb == .cancel: "canceled"
    case .done: action.messageIndex == nil ? "created" : "messaged"
    case .adopted, .rejected, .failed, .ambiguous, .skipped, .taken: rawValue
    }
  }
}
