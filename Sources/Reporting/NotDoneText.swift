import OrderedCollections
package import Planning
package import Model

/// What a run did not do, listed at its end by reason: the lines about it may have gone by a thousand lines before.
package struct NotDoneText: Sendable {
  /// An action that did not succeed.
  package struct Item: Sendable {
    /// `rejected`, `blocked` and so on.
    package var outcome: String
    /// The action that the run did not do.
    package var action: PlannedAction
    /// Why. Items with the same outcome and reason, apart from the ids of calls, are listed together.
    package var reason: String

    package init(outcome: String, action: PlannedAction, reason: String) {
      self.outcome = outcome
      self.action = action
      self.reason = reason
    }
  }

  private static let maximumReasons = 20
  private static let maximumListed = 10

  private struct Group: Hashable {
    var outcome: String
    var reason: String
  }

  /// Whether the text has colors.
  package var styling: Styling
  /// The cells of a line on the terminal; `nil` where nothing is shortened.
  package var width: Int?
  /// The users' logins, where they are known.
  package var logins: [UserID: String]

  package init(styling: Styling, width: Int?, logins: [UserID: String]) {
    self.styling = styling
    self.width = width
    self.logins = logins
  }

  /// The list, ending with a line end; empty where everything was done.
  package func text(_ items: [Item]) -> String {
    guard !items.isEmpty else { return "" }
    let groups = OrderedDictionary(grouping: items) { item in
      Group(outcome: item.outcome, reason: Self.withoutCallID(item.reason))
    }
    let shown = groups.elements.prefix(Self.maximumReasons)
    let rest = groups.elements.dropFirst(Self.maximumReasons).map(\.value.count).reduce(0, +)
    let more = rest > 0 ? ["and \(CountText.number(rest)) more, for other reasons"] : []
    let all = ["Not done:"] + shown.flatMap { lines(of: $0.key, $0.value.map(\.action)) } + more
    return all.map { $0 + "\n" }.joined()
  }

  private func lines(of group: Group, _ actions: [PlannedAction]) -> [String] {
    let count = CountText.number(actions.count)
    let reason = "\(count) \(group.outcome): \(group.reason.terminalSafe)".wrapped(to: width.map { max(20, $0 - 4) })
    let color: Styling.Color = group.outcome == "rejected" || group.outcome == "failed" ? .red : .yellow
    let more = actions.count - Self.maximumListed
    return reason.enumerated().map { $0.offset == 0 ? "  \(styling.paint($0.element, color))" : "    \($0.element)" }
      + actions.prefix(Self.maximumListed).map { "    \(line(for: $0))" }
      + (more > 0 ? ["    and \(CountText.number(more)) more"] : [])
  }

  private func line(for action: PlannedAction) -> String {
    let requester = action.declaration.requester
    let login = requester.flatMap { logins[$0] }
    let hasRoom = (width ?? .max) >= PlanText.minimumWidthForIDs
    let who = hasRoom ? [login, requester?.text] : [login ?? requester?.text]
    let text = who.compactMap { $0?.terminalSafe }.joined(separator: "  ")
    let person = requester == nil ? "the token's user" : text.shortened(to: width.map { max(12, $0 - 18) })
    let room = width.map { max(12, $0 - 6 - person.terminalCells) }
    return "\(PlanText.label(action).terminalSafe.shortened(to: room))  \(person)"
  }

  /// A reason without the id of the call that it was the reply to: each call has another one.
  private static func withoutCallID(_ reason: String) -> String {
    reason.replacing(/\ \((?:call|Okta request id) [^)]*\)/, with: "")
  }
}
