import Foundation
import Planning
import Model

/// Plans to report on: each declaration has its own subject.
enum Sample {
  static let type = RequestTypeID("08ab2db568c7c300079fefd0")!
  static let user = UserID("00ub0oNGTSWTBKOLGLNR")!
  static let field = FieldID("05c87fe9-11f6-4d40-a033-b155b39dcdbe")!
  static let moment = Date(timeIntervalSince1970: 1_700_000_000.123)

  static func declaration(
    _ subject: String, name: String? = nil, requester: UserID? = user, values: [FieldValue] = [],
    messages: [String] = [], line: UInt32 = 1
  ) -> RequestDeclaration {
    RequestDeclaration(
      name: name, requestTypeID: type, requester: requester, subject: subject,
      fieldValues: values.map { RequesterFieldValue(id: field, value: $0) }, messages: messages,
      place: SourcePlace(file: "team.yaml", mark: SourceMark(line: line, column: 5)))
  }

  static func existing(
    _ declaration: RequestDeclaration, id: String = "61ab", values: [RequesterFieldValue]? = nil
  ) -> ExistingRequest {
    ExistingRequest(
      id: RequestID(id), requestTypeID: type, requester: declaration.requester, subject: declaration.subject,
      status: "OPEN", created: moment, createdBy: user, lastUpdated: moment, fieldValues: values)
  }

  /// One action of every verb.
  static var plan: Plan {
    let new = declaration("Access to Salesforce", name: "sales", values: [.string("duties")], messages: ["hello"])
    let old = declaration("Access to Jira", line: 9)
    let changed = declaration("Access to AWS", values: [.selection("prod")], line: 12)
    let blocked = declaration("Access to GitHub", requester: nil, line: 15)
    return Plan(
      orgURL: "https://org.example",
      actions: [
        PlannedAction(verb: .create, declaration: new, reason: "no such request"),
        PlannedAction(verb: .message, declaration: new, messageIndex: 0, reason: "message 1 of 1 was not sent"),
        PlannedAction(verb: .unchanged, declaration: old, existing: existing(old), reason: "request 61ab is OPEN"),
        PlannedAction(
          verb: .changed, declaration: changed,
          existing: existing(changed, values: [RequesterFieldValue(id: field, value: .selection("dev"))]),
          reason: "a field differs"),
        PlannedAction(verb: .blocked, declaration: blocked, reason: "it names no user"),
      ])
  }
}
