package import struct Foundation.Date

/// A request that the org already has, as its list or a single retrieval shows it
/// (contract schemas `request-sparse` and `request-full`).
package struct ExistingRequest: Hashable, Sendable {
  /// Where a request stands in its life (contract schema `request-request-status`);
  /// a word that the contract does not know yet is kept as it came.
  package typealias Status = String

  /// The request's id.
  package var id: RequestID
  /// The type of the request.
  package var requestTypeID: RequestTypeID
  /// `nil` where the org does not name exactly one: the request may be anybody's.
  package var requester: UserID?
  /// As the org stored it.
  package var subject: String
  /// Where the request stands in its lifecycle.
  package var status: Status
  /// When the org created it, by the org's clock.
  package var created: Date
  /// The user whose token created it; `nil` where the org does not name one.
  package var createdBy: UserID?
  /// When the org changed it last, by the org's clock.
  package var lastUpdated: Date
  /// `nil` where they are not known: the list leaves them out. Sorted by field id.
  package var fieldValues: [RequesterFieldValue]?
  /// `nil` where neither the status nor a retrieval has said it.
  package var decision: RequestDecision?
  /// `nil` where no retrieval has shown it: the list leaves it out.
  package var course: RequestCourse?

  /// Without a `decision`, takes what the status says of it.
  package init(
    id: RequestID, requestTypeID: RequestTypeID, requester: UserID?, subject: String, status: Status,
    created: Date, createdBy: UserID? = nil, lastUpdated: Date, fieldValues: [RequesterFieldValue]? = nil,
    decision: RequestDecision? = nil, course: RequestCourse? = nil
  ) {
    self.id = id
    self.requestTypeID = requestTypeID
    self.requester = requester
    self.subject = subject
    self.status = status
    self.created = created
    self.createdBy = createdBy
    self.lastUpdated = lastUpdated
    self.fieldValues = fieldValues
    self.decision = decision ?? RequestDecision(status: status)
    self.course = course
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
  package var key: RequestKey {
    RequestKey(requestTypeID: requestTypeID, requester: requester, subject: subject)
  }
}
