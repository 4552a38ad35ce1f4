/// How a declaration finds its existing request: request type, requester and folded subject (`FoldedSubject`).
///
/// Matching errs to the safe side: two subjects that an org may store as one are one key.
package struct RequestKey: Hashable, Sendable, Comparable {
  /// The type of the request.
  package let requestTypeID: RequestTypeID
  /// `nil`: the user whose token sends the request, not known yet; of an existing request, a requester that the org
  /// does not name.
  package var requester: UserID?
  /// As it was written; only its folded form counts.
  package let subject: String
  /// The form of the subject that two keys are compared by.
  package let foldedSubject: String

  /// The key of a request with this type, requester and subject.
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

  /// Whether a reply to the create of a request with this key is about it: the request has an id and this key, with any
  /// requester where the key names none. Any other reply does not prove that the create was processed, nor that it was not.
  package func isAnswered(by request: ExistingRequest) -> Bool {
    !request.id.text.isEmpty && (requester == nil ? request.key.withoutRequester : request.key) == self
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
