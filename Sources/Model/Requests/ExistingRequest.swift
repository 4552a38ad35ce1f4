package import struct Foundation.Date

/// A request that the org already has, as its list or a single retrieval shows it
/// (contract schemas `request-sparse` and `request-full`).
package struct ExistingRequest: Hashable, Sendable {
  /// Where a request stands in its life (contract schema `request-request-status`);
  /// a word that the contract does not know yet is kept as it came.
  package typealias Status = String

  private struct Parts: Hashable, Sendable {
    var id: RequestID
    var key: RequestKey
    var subject: String
    var status: Status
    var created: Date
    var createdBy: UserID?
    var lastUpdated: Date
    var fieldValues: [RequesterFieldValue]?
    var decision: RequestDecision?
    var course: RequestCourse?
  }

  private var shared: SharedValue<Parts>

  /// The request's id.
  package var id: RequestID {
    get { shared.value.id }
    set { shared.value.id = newValue }
  }
  /// The type of the request.
  package var requestTypeID: RequestTypeID { shared.value.key.requestTypeID }
  /// `nil` where the org does not name exactly one: the request may be anybody's.
  package var requester: UserID? {
    get { shared.value.key.requester }
    set { shared.value.key.requester = newValue }
  }
  /// As the org stored it.
  package var subject: String {
    get { shared.value.subject }
    set {
      shared.value.key = RequestKey(requestTypeID: requestTypeID, requester: requester, subject: newValue)
      shared.value.subject = newValue
    }
  }
  /// Where the request stands in its lifecycle.
  package var status: Status {
    get { shared.value.status }
    set { shared.value.status = newValue }
  }
  /// When the org created it, by the org's clock.
  package var created: Date {
    get { shared.value.created }
    set { shared.value.created = newValue }
  }
  /// The user whose token created it; `nil` where the org does not name one.
  package var createdBy: UserID? { shared.value.createdBy }
  /// When the org changed it last, by the org's clock.
  package var lastUpdated: Date {
    get { shared.value.lastUpdated }
    set { shared.value.lastUpdated = newValue }
  }
  /// `nil` where they are not known: the list leaves them out. Sorted by field id.
  package var fieldValues: [RequesterFieldValue]? {
    get { shared.value.fieldValues }
    set { shared.value.fieldValues = newValue }
  }
  /// `nil` where neither the status nor a retrieval has said it.
  package var decision: RequestDecision? {
    get { shared.value.decision }
    set { shared.value.decision = newValue }
  }
  /// `nil` where no retrieval has shown it: the list leaves it out.
  package var course: RequestCourse? {
    get { shared.value.course }
    set { shared.value.course = newValue }
  }

  /// Without a `decision`, takes what the status says of it.
  package init(
    id: RequestID, requestTypeID: RequestTypeID, requester: UserID?, subject: String, status: Status,
    created: Date, createdBy: UserID? = nil, lastUpdated: Date, fieldValues: [RequesterFieldValue]? = nil,
    decision: RequestDecision? = nil, course: RequestCourse? = nil
  ) {
    self.init(
      id: id, key: RequestKey(requestTypeID: requestTypeID, requester: requester, subject: subject), subject: subject,
      status: status, created: created, createdBy: createdBy, lastUpdated: lastUpdated, fieldValues: fieldValues,
      decision: decision, course: course)
  }

  /// The same for a request whose key is known: its own, or another one that is equal to it and is shared.
  package init(
    id: RequestID, key: RequestKey, subject: String, status: Status, created: Date, createdBy: UserID? = nil,
    lastUpdated: Date, fieldValues: [RequesterFieldValue]? = nil, decision: RequestDecision? = nil,
    course: RequestCourse? = nil
  ) {
    shared = SharedValue(
      Parts(
        id: id, key: key, subject: subject, status: status, created: created, createdBy: createdBy,
        lastUpdated: lastUpdated, fieldValues: fieldValues, decision: decision ?? RequestDecision(status: status),
        course: course))
  }

  /// Whether it is known to be over without access, so that it may be asked for again.
  package var endedWithoutAccess: Bool { decision?.endedWithoutAccess ?? false }

  /// Whether it may still be canceled, as far as is known: no one has decided on it. What no one has looked at in full may
  /// have been decided in part.
  package var mayBeCanceled: Bool {
    if course?.hasDecisions == true { return false }
    return decision.map { $0 == .undecided } ?? (status.uppercased() != "RESOLVED")
  }

  /// What a declaration is matched by.
  package var key: RequestKey { shared.value.key }
}
