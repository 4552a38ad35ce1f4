/// What a create sends (contract schema `request-creatable`).
package struct RequestDraft: Hashable, Sendable {
  /// The type of request to create.
  package var requestTypeID: RequestTypeID
  /// 1–250 code points.
  package var subject: String
  /// `nil`: the user whose token sends the request.
  package var requester: UserID?
  /// Sorted by field id, each id once.
  package var fieldValues: [RequesterFieldValue]

  package init(requestTypeID: RequestTypeID, subject: String, requester: UserID?, fieldValues: [RequesterFieldValue]) {
    self.requestTypeID = requestTypeID
    self.subject = subject
    self.requester = requester
    self.fieldValues = fieldValues
  }

  /// What creates the request of a declaration.
  package init(_ declaration: RequestDeclaration) {
    self.init(
      requestTypeID: declaration.requestTypeID, subject: declaration.subject,
      requester: declaration.requester, fieldValues: declaration.fieldValues)
  }

  /// Whether a reply to this create is about it: the request has an id, and names the type, the requester (where the
  /// draft names one) and a subject with the same folded form. Any other reply does not prove that the create was
  /// processed, nor that it was not.
  package func isAnswered(by request: ExistingRequest) -> Bool {
    !request.id.text.isEmpty && request.requestTypeID == requestTypeID
      && (requester == nil || request.requester == requester)
      && FoldedSubject.fold(request.subject) == FoldedSubject.fold(subject)
  }
}
