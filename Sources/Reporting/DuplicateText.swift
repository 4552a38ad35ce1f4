package import Planning
import Model

/// Requests that people were asked for twice, as warnings and as JSON.
package enum DuplicateText {
  /// One line for a person.
  package static func line(_ duplicate: DuplicateRequests) -> String {
    let declaration = duplicate.declaration
    let ids = duplicate.requestIDs.map(\.text).joined(separator: ", ")
    return "the org has \(duplicate.requestIDs.count) requests for \(declaration.name ?? declaration.subject), "
      + "\(declaration.requester?.text ?? "the token's user") (\(declaration.place.text)): \(ids)".terminalSafe
  }

  /// `duplicates` of a plan and of a run's summary.
  package static func json(_ duplicates: [DuplicateRequests]) -> OrderedJSON {
    .array(
      duplicates.map { duplicate in
        let action = PlannedAction(verb: .unchanged, declaration: duplicate.declaration, reason: "")
        return .object(
          PlanJSON.subject(of: action) + [
            .init("requestIds", .array(duplicate.requestIDs.map { .string($0.text) }))
          ])
      })
  }
}
