import Applying
import Model
import OrderedCollections
import Planning

/// The requests of a status report counted by one of their properties.
struct StatusGroups {
  /// Those that have one value of it.
  struct Group {
    /// The value as a person reads it.
    var label: String
    var tally: StatusTally
  }

  /// In the order in which the values come first; standings in their own order.
  var groups: [Group]
  /// The standings that any of them has.
  var standings: [RequestStanding]
  private let grouping: StatusReport.Grouping

  init(_ report: StatusReport, by grouping: StatusReport.Grouping) {
    self.grouping = grouping
    standings = report.tally.counts.map(\.standing)
    let statuses = report.answer.statuses
    if grouping == .status {
      groups = standings.map { standing in
        Group(label: standing.word, tally: StatusTally(statuses.filter { $0.standing == standing }))
      }
      return
    }
    var sorted: OrderedDictionary<String, [DeclarationStatus]> = [:]
    for (status, row) in zip(statuses, report.rows) {
      let label =
        switch grouping {
        case .type: row.type
        case .entry: row.label
        case .user, .status: row.person
        }
      sorted[label, default: []].append(status)
    }
    groups = sorted.map { Group(label: $0.key, tally: StatusTally($0.value)) }
  }

  /// The names of the columns: the property, how many requests have it, and how many of those have each standing.
  var head: [String] { [grouping.rawValue, "requests"] + columns.map(\.word) }

  /// A row for each group, its numbers as `number` writes them.
  func rows(_ number: (Int) -> String = { String($0) }) -> [[String]] {
    groups.map { group in
      [group.label, number(group.tally.total)] + columns.map { number(group.tally[$0]) }
    }
  }

  private var columns: [RequestStanding] { grouping == .status ? [] : standings }
}
