import Foundation
package import Journaling
package import Model

/// Runs and entries of the journal for machines.
package enum JournalJSON {
  /// `writ journal list --format json`.
  package static func document(
    _ runs: [(run: JournalRun, counts: [EntryState: Int])], cancels: Set<RunID>
  ) -> OrderedJSON {
    let runs = runs.map { run($0.run, counts: $0.counts, isCancel: cancels.contains($0.run.id)) }
    return .object(["formatVersion": OrderedJSON.formatVersion, "runs": .array(runs)])
  }

  /// `writ journal show --format json`.
  package static func document(
    _ run: JournalRun, counts: [EntryState: Int], entries: [JournalEntry]
  ) -> OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "run": Self.run(run, counts: counts, isCancel: entries.contains(where: \.isCancel)),
      "entries": .array(entries.map(entry)),
    ])
  }

  /// `writ journal list --ambiguous --format json`: the entries of all runs whose outcome is not known.
  package static func document(ambiguous entries: [JournalEntry], logins: [UserID: String]) -> OrderedJSON {
    let entries = entries.map { entry in
      OrderedJSON.object(
        [
          .init("run", .string(entry.run.text)),
          .init("login", entry.key.requester.flatMap { logins[$0] }.map { .string($0) }),
        ] + members(of: entry))
    }
    return .object(["formatVersion": OrderedJSON.formatVersion, "entries": .array(entries)])
  }

  private static func run(_ run: JournalRun, counts: [EntryState: Int], isCancel: Bool) -> OrderedJSON {
    .object([
      "run": .string(run.id.text),
      "command": .string(isCancel ? "cancel" : "apply"),
      "orgUrl": .string(run.orgURL),
      "planDigest": .string(run.planDigest),
      "state": .string(run.state.rawValue),
      "startedAt": moment(run.startedAt),
      "endedAt": run.endedAt.map(moment),
      "host": .string(run.host),
      "origin": run.origin.map { .string($0) },
      "processId": .integer(Int(run.processID)),
      "calls": .integer(run.calls),
      "throttled": .integer(run.throttled),
      "blocked": run.blocked.map { .integer($0) },
      "withheld": run.withheld.map { .integer($0) },
      "entries": .object(EntryState.allCases.map { .init($0.rawValue, .integer(counts[$0] ?? 0)) }),
    ])
  }

  private static func entry(_ entry: JournalEntry) -> OrderedJSON { .object(members(of: entry)) }

  private static func members(of entry: JournalEntry) -> [OrderedJSON.Member] {
    let members: KeyValuePairs<String, OrderedJSON?> = [
      "id": .integer(Int(entry.id)),
      "action": .string(entry.kind.name),
      "state": .string(entry.state.rawValue),
      "name": entry.name.map { .string($0) },
      "requestTypeId": .string(entry.key.requestTypeID.text),
      "requester": entry.key.requester.map { .string($0.text) },
      "subject": .string(entry.key.subject),
      "message": entry.messageText.map { .string($0) },
      "attempt": entry.attempt > 1 ? .integer(entry.attempt) : nil,
      "requestId": entry.requestID.map { .string($0.text) },
      "storedSubject": entry.storedSubject.map { .string($0) },
      "attempts": .integer(entry.attempts),
      "intentAt": entry.intentAt.map(moment),
      "outcomeAt": entry.outcomeAt.map(moment),
      "error": entry.error.map { .string($0) },
      "file": .string(entry.place.file),
      "line": .integer(Int(entry.place.mark.line)),
      "column": .integer(Int(entry.place.mark.column)),
    ]
    return members.map { OrderedJSON.Member($0, $1) }
  }

  private static func moment(_ date: Date) -> OrderedJSON {
    .string(
      date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    )
  }
}
