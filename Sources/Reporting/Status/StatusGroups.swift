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

  init(_ report: StatusReport, by grouping: StatusReport.Grouping) {
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
}
