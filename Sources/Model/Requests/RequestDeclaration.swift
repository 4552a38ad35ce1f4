/// One request that a manifest wants to exist: valid by the contract's rules, for exactly one requester.
package struct RequestDeclaration: Hashable, Sendable {
  /// The entry's `name`, shared by all declarations that the entry fans out to.
  package var name: String?
  /// The type of request to create.
  package var requestTypeID: RequestTypeID
  /// `nil`: the user whose token sends the request.
  package var requester: UserID?
  /// 1–250 code points (contract schema `request-subject`).
  package var subject: String
  /// Sorted by field id, each id once.
  package var fieldValues: [RequesterFieldValue]
  /// Each 1–5,000 code points (contract schema `request-message-message`), in the order they are sent.
  package var messages: [String]
  /// How many requests with its key may be made, one after the other, each after the one before ended without access.
  package var attempt: Int
  /// Where the declaration stands: its user, or the entry where it names none.
  package var place: SourcePlace

  package init(
    name: String? = nil, requestTypeID: RequestTypeID, requester: UserID?, subject: String,
    fieldValues: [RequesterFieldValue] = [], messages: [String] = [], attempt: Int = 1, place: SourcePlace
  ) {
    self.name = name
    self.requestTypeID = requestTypeID
    self.requester = requester
    self.subject = subject
    self.fieldValues = fieldValues
    self.messages = messages
    self.attempt = attempt
    self.place = place
  }

  /// What an existing request is matched by.
  package var key: RequestKey {
    RequestKey(requestTypeID: requestTypeID, requester: requester, subject: subject)
  }
}
