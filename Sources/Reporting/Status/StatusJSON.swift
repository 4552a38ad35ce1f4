import Model
import Planning

/// `writ status --format json`.
package enum StatusJSON {
  /// The whole report; with a grouping, its counts as well.
  package static func document(_ report: StatusReport, by grouping: StatusReport.Grouping? = nil) -> OrderedJSON {
    let groups = grouping.map { grouping in
      [
        OrderedJSON.Member("by", .string(grouping.rawValue)),
        .init(
          "groups",
          .array(
            StatusGroups(report, by: grouping).groups.map { group in
              .object([.init(grouping.rawValue, .string(group.label))] + counts(group.tally))
            })),
      ]
    }
    return .object(
      [
        .init("formatVersion", OrderedJSON.formatVersion),
        .init("orgUrl", .string(report.orgURL)),
        .init("summary", .object(counts(report.tally))),
      ] + (groups ?? []) + [
        .init("requests", .array(report.rows.map(ReportJSON.object))),
        .init("notes", .array(report.notes.map { .string($0) })),
      ])
  }

  private static func counts(_ tally: StatusTally) -> [OrderedJSON.Member] {
    RequestStanding.known.map { .init($0.word, .integer(tally[$0])) } + [
      .init("other", .integer(tally.otherCount)), .init("total", .integer(tally.total)),
    ]
  }
}
