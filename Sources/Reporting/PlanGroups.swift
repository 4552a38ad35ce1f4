import OrderedCollections
package import Model
package import Planning

/// A plan counted by a column of the tables that its entries are from.
package struct PlanGroups: Sendable {
  /// The column's name as it was asked for.
  private let column: String
  /// The counts of each of its texts, in the order of the plan; without a text those of entries that no such table makes.
  private let groups: OrderedDictionary<String?, PlanSummary>

  /// `texts` are the column's cells by the places of declarations.
  package init(_ plan: Plan, by column: String, texts: [SourcePlace: String]) {
    self.column = column
    let actions = OrderedDictionary(grouping: plan.actions) { texts[$0.declaration.place] }
    groups = actions.mapValues { PlanSummary($0) }
  }

  /// A table for people, which ends with an empty line; empty where there are no actions.
  func lines(width: Int?, styling: Styling) -> [String] {
    guard !groups.isEmpty else { return [] }
    let shown = Self.counts.enumerated().filter { index, count in
      index < 3 || groups.values.contains { count.number($0) > 0 }
    }.map(\.element)
    let table = StatusTable(
      head: [column.terminalSafe, "requests"] + shown.map(\.word),
      rows: groups.map { text, summary in
        let label = text.map { $0.isEmpty ? "(empty)" : $0.terminalSafe } ?? "(no row)"
        return [label, CountText.number(summary.requests)] + shown.map { CountText.number($0.number(summary)) }
      })
    return table.lines(width: width, styling: styling) + [""]
  }

  /// `by` of a plan's JSON.
  var json: OrderedJSON {
    .object([
      "column": .string(column),
      "groups": .array(
        groups.map { text, summary in
          .object([.init("value", text.map { .string($0) })] + PlanJSON.members(of: summary))
        }),
    ])
  }

  private static let counts: [(word: String, number: @Sendable (PlanSummary) -> Int)] = [
    ("create", { $0.create }), ("messages", { $0.message }), ("unchanged", { $0.unchanged }),
    ("withheld", { $0.withheld }),
    ("changed", { $0.changed }), ("blocked", { $0.blocked }),
  ]
}

extension PlanSummary {
  /// How many requests it is about: messages go to some of them.
  fileprivate var requests: Int { create + unchanged + changed + blocked }
}
