/// One request that a manifest wants to exist: valid by the contract's rules, for exactly one requester.
package struct RequestDeclaration: Hashable, Sendable {
  /// The entry's `name`, shared by all declarations that the entry fans out to.
  package var name: String?
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

  package var key: RequestKey {
    RequestKey(requestTypeID: requestTypeID, requester: requester, subject: subject)
  }
}

/// How a declaration finds its existing request: request type, requester and folded subject (`FoldedSubject`).
///
/// Matching errs to the safe side: two subjects that an org may store as one are one key.
package struct RequestKey: Hashable, Sendable, Comparable {
  package let requestTypeID: RequestTypeID
  /// `nil`: the user whose token sends the request, not known yet; of an existing request, a requester that the org
  /// does not name.
  package var requester: UserID?
  /// As it was written; only its folded form counts.
  package let subject: String
  package let foldedSubject: String

  package init(requestTypeID: RequestTypeID, requester: UserID?, subject: String) {
    self.requestTypeID = requestTypeID
    self.requester = requester
    self.subject = subject
    foldedSubject = FoldedSubject.fold(subject)
  }

  /// The key of a request whose requester the org does not name: it may be anybody's.
  package var withoutRequester: RequestKey {
    var key = self
    key.requester = nil
    return key
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.requestTypeID == right.requestTypeID && left.requester == right.requester
      && left.foldedSubject.utf8.elementsEqual(right.foldedSubject.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(requestTypeID)
    hasher.combine(requester)
    var subject = foldedSubject
    subject.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  package static func < (left: Self, right: Self) -> Bool {
    if left.requestTypeID != right.requestTypeID { return left.requestTypeID < right.requestTypeID }
    if left.requester != right.requester {
      return (left.requester?.text ?? "") < (right.requester?.text ?? "")
    }
    return left.foldedSubject.utf8.lexicographicallyPrecedes(right.foldedSubject.utf8)
  }
}

/// The answer to one requester field (contract schema `field-value-writable`).
package struct RequesterFieldValue: Hashable, Sendable {
  package var id: FieldID
  package var value: FieldValue

  package init(id: FieldID, value: FieldValue) {
    self.id = id
    self.value = value
  }
}

/// The two forms a field value has on the wire (contract schema `field-value-writable-allowed-values`).
package enum FieldValue: Hashable, Sendable {
  /// A TEXT or DATE-TIME value.
  case string(String)
  /// A SELECT value: a list of exactly one option.
  case selection(String)
}
