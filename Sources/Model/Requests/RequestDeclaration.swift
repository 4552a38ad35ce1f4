/// One request that a manifest wants to exist: valid by the contract's rules, for exactly one requester.
package struct RequestDeclaration: Hashable, Sendable {
  private struct Parts: Hashable, Sendable {
    var name: String?
    var subject: String
    var fieldValues: [RequesterFieldValue]
    var messages: [String]
    var attempt: Int
    var place: SourcePlace
    /// Made once: it is asked for at each step of a plan.
    var key: RequestKey
  }

  private var shared: SharedValue<Parts>

  /// The entry's `name`, shared by all declarations that the entry fans out to.
  package var name: String? {
    get { shared.value.name }
    set { shared.value.name = newValue }
  }
  /// The type of request to create.
  package var requestTypeID: RequestTypeID {
    get { shared.value.key.requestTypeID }
    set { shared.value.key = RequestKey(requestTypeID: newValue, requester: requester, subject: subject) }
  }
  /// `nil`: the user whose token sends the request.
  package var requester: UserID? {
    get { shared.value.key.requester }
    set { shared.value.key.requester = newValue }
  }
  /// 1–250 code points (contract schema `request-subject`).
  package var subject: String {
    get { shared.value.subject }
    set {
      shared.value.key = RequestKey(requestTypeID: requestTypeID, requester: requester, subject: newValue)
      shared.value.subject = newValue
    }
  }
  /// Sorted by field id, each id once.
  package var fieldValues: [RequesterFieldValue] {
    get { shared.value.fieldValues }
    set { shared.value.fieldValues = newValue }
  }
  /// Each 1–5,000 code points (contract schema `request-message-message`), in the order they are sent.
  package var messages: [String] {
    get { shared.value.messages }
    set { shared.value.messages = newValue }
  }
  /// How many requests with its key may be made, one after the other, each after the one before ended without access.
  package var attempt: Int {
    get { shared.value.attempt }
    set { shared.value.attempt = newValue }
  }
  /// Where the declaration stands: its user, or the entry where it names none.
  package var place: SourcePlace {
    get { shared.value.place }
    set { shared.value.place = newValue }
  }

  /// A declaration of these parts.
  package init(
    name: String? = nil, requestTypeID: RequestTypeID, requester: UserID?, subject: String,
    fieldValues: [RequesterFieldValue] = [], messages: [String] = [], attempt: Int = 1, place: SourcePlace
  ) {
    shared = SharedValue(
      Parts(
        name: name, subject: subject, fieldValues: fieldValues, messages: messages, attempt: attempt, place: place,
        key: RequestKey(requestTypeID: requestTypeID, requester: requester, subject: subject)))
  }

  /// What an existing request is matched by.
  package var key: RequestKey { shared.value.key }
}
