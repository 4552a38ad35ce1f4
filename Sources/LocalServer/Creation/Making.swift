import Foundation
import OktaAPI

extension NewRequest {
  /// The request that comes of it: open, every approval and its one action still to come.
  func stored(by user: String, at now: Date, nextID: () -> String) -> StoredRequest {
    let moment = Timestamp(now)
    let id = nextID()
    let approvals = type.definition.approvals.map { _ in nextID() }
    let details = StoredRequest.Details(
      fieldValues: type.definition.answered(answers), approvalIDs: approvals, actionID: nextID(),
      action: type.definition.resourceKind.action)
    return StoredRequest(
      id: id, permalinkID: 0, requestTypeID: type.id, subject: subject, requester: requester, status: "OPEN",
      kind: type.definition.isCustom ? .custom : .accessRequest, created: moment, createdBy: user,
      lastUpdated: moment, lastUpdatedBy: user, resolved: nil, details: details)
  }
}

extension RequestTypeDefinition {
  /// Every field with its value or `null`, as a request shows it; `nil` where the type asks nothing.
  func answered(_ answers: [String: FieldValueBody]) -> [AnsweredField]? {
    if fields.isEmpty { return nil }
    return fields.map { field in
      AnsweredField(
        id: field.id, type: field.kind.rawValue, prompt: field.prompt, required: field.isRequired,
        value: answers[field.id] ?? .null)
    }
  }
}
