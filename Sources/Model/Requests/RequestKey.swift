/// How a declaration finds its existing request: request type, requester and folded subject (`FoldedSubject`).
///
/// Matching errs to the safe side: two subjects that an org may store as one are one key.
package struct RequestKey: Hashable, Sendable, Comparable {
  /// In one object, so that a key is copied as two words: plans look keys up at each step.
  private final class Parts: Sendable {
    let requestTypeID: RequestTypeID
    let requester: UserID?
    let subject: String
    let foldedSubject: String

    init(_ requestTypeID: RequestTypeID, _ requester: UserID?, _ subject: String, foldedSubject: String) {
      self.requestTypeID = requestTypeID
      self.requester = requester
      self.subject = subject
      self.foldedSubject = foldedSubject
    }

    var hash: Int {
      var hasher = Hasher()
      hasher.combine(requestTypeID)
      hasher.combine(requester)
      var folded = foldedSubject
      folded.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
      return hasher.finalize()
    }
  }

  private var parts: Parts {
    didSet { hash = parts.hash }
  }
  /// That of the parts, so that few keys that differ are compared by these.
  private var hash: Int

  /// The type of the request.
  package var requestTypeID: RequestTypeID { parts.requestTypeID }
  /// `nil`: the user whose token sends the request, not known yet; of an existing request, a requester that the org
  /// does not name.
  package var requester: UserID? {
    get { parts.requester }
    set {
      guard newValue != requester else { return }
      parts = Parts(requestTypeID, newValue, subject, foldedSubject: foldedSubject)
    }
  }
  /// As it was written; only its folded form counts.
  package var subject: String { parts.subject }
  /// The form of the subject that two keys are compared by.
  package var foldedSubject: String { parts.foldedSubject }

  /// The key of a request with this type, requester and subject.
  package init(requestTypeID: RequestTypeID, requester: UserID?, subject: String) {
    parts = Parts(requestTypeID, requester, subject, foldedSubject: FoldedSubject.fold(subject))
    hash = parts.hash
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
    guard left.hash == right.hash else { return false }
    let (left, right) = (left.parts, right.parts)
    return left === right
      || left.requester == right.requester && left.requestTypeID == right.requestTypeID
        && left.foldedSubject.utf8.elementsEqual(right.foldedSubject.utf8)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  package static func < (left: Self, right: Self) -> Bool {
    if left.requestTypeID != right.requestTypeID { return left.requestTypeID < right.requestTypeID }
    if left.requester != right.requester {
      return (left.requester?.text ?? "") < (right.requester?.text ?? "")
    }
    return left.foldedSubject.utf8.lexicographicallyPrecedes(right.foldedSubject.utf8)
  }
}
