import Foundation
import OktaWire

extension NewRequest {
  /// The request that comes of it: open, every approval and its one action still to come.
  func stored(by user: String, at now: Date, nextID: () -> String) -> StoredRequest {
    let moment = Timestamp(now)
    let id = nextID()
    let details = StoredRequest.Details(
      fieldValues: type.definition.answered(answers),
      course: type.definition.course(
        resourceName: type.resourceName ?? type.name, begun: moment, nextID: nextID))
    return StoredRequest(
      id: id, permalinkID: 0, requestTypeID: type.id, subject: subject, requester: requester, status: .open,
      kind: type.definition.isCustom ? .custom : .accessRequest, created: moment, createdBy: user,
      lastUpdated: moment, lastUpdatedBy: user, resolved: nil, details: details)
  }
}

extension RequestTypeDefinition {
  /// Every field with its value or `null`, as a request shows it; `nil` where the type asks nothing.
  func answered(_ answers: [String: FieldValueBody]) -> [AnsweredField]? {
    fields.answered { answers[$0.id] ?? .null }
  }
}
