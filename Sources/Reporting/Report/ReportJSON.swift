import Foundation
import Model

/// `--report json:FILE`: all of a report.
package enum ReportJSON {
  /// The whole report, ending with a line end.
  package static func text(_ report: RunReport) -> String { document(report).document + "\n" }

  /// The whole report as a value.
  package static func document(_ report: RunReport) -> OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "type": .string("report"),
      "command": .string(report.command),
      "writVersion": .string(report.version),
      "orgUrl": report.orgURL.map { .string($0) },
      "run": report.run.map { .string($0) },
      "began": moment(report.began),
      "ended": moment(report.ended),
      "exitStatus": report.exitStatus.map { .integer($0) },
      "message": report.failure.map { .string($0.message) },
      "hint": report.failure?.hint.map { .string($0) },
      "summary": report.summary.map { .string($0) },
      "counts": .object(report.counts.map { .init($0.key, .integer($0.number)) }),
      "requests": .array(report.rows.map(object)),
      "diagnosticsLeftOut": .integer(report.findingsLeftOut),
      "diagnostics": DiagnosticJSON.list(report.findings),
      "duplicates": DuplicateText.json(report.duplicates),
      "notes": .array(report.notes.map { .string($0) }),
    ])
  }

  /// One element of `requests`, in a report and in `status --format json`.
  package static func object(_ row: ReportRow) -> OrderedJSON {
    .object([
      "name": row.name.map { .string($0) },
      "requestTypeId": .string(row.requestTypeID.text),
      "requestType": row.requestType.map { .string($0) },
      "requester": row.requester.map { .string($0.text) },
      "login": row.login.map { .string($0) },
      "subject": .string(row.subject),
      "attempt": .integer(row.attempt),
      "requestId": row.requestID.map { .string($0.text) },
      "status": .string(row.status),
      "decision": row.decision.map { .string($0) },
      "decidedBy": row.decidedBy.map { .string($0) },
      "decidedAt": moment(row.decidedAt),
      "action": row.action.map { .string($0) },
      "created": moment(row.created),
      "lastUpdated": moment(row.lastUpdated),
      "reason": row.reason.map { .string($0) },
      "file": row.place.map { .string($0.file) },
      "line": row.place.map { .integer(Int($0.mark.line)) },
      "column": row.place.map { .integer(Int($0.mark.column)) },
    ])
  }

  private static func moment(_ date: Date?) -> OrderedJSON? { date.map { .string($0.formatted(.iso8601)) } }
}
