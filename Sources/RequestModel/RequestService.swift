package import struct Foundation.Date

/// The one port: what Writ asks of an org's Access Requests API, and of its users and groups. One method is one call, sent at
/// most once: nothing behind the port waits for a rate limit or repeats a call, since only the caller knows what is safe.
package protocol RequestService: Sendable {
  /// One page of the existing requests, without their field values.
  func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage>
  /// One existing request with its field values.
  func retrieveRequest(_ id: RequestID) async throws(ServiceFailure) -> Reply<ExistingRequest>
  /// Makes a new request, each time it is called: the API has no idempotency key.
  func createRequest(_ draft: RequestDraft) async throws(ServiceFailure) -> Reply<ExistingRequest>
  /// Adds a message to a request; it cannot be read back.
  func sendMessage(_ message: String, to id: RequestID) async throws(ServiceFailure) -> Reply<Void>
  func retrieveRequestType(_ id: RequestTypeID) async throws(ServiceFailure) -> Reply<RequestType>
  /// The user whose token is in use.
  func currentUser() async throws(ServiceFailure) -> Reply<UserID>
  /// The user with an id, a login in either case, or a shortname of one that no other user has.
  func retrieveUser(_ idOrLogin: String) async throws(ServiceFailure) -> Reply<OrgUser>
  /// One page of the users with certain logins or e-mail addresses, whatever their status.
  func listUsers(_ query: UserQuery) async throws(ServiceFailure) -> Reply<UserPage>
  /// One page of the members of a group; `next` is where a page said that the next one begins.
  func listMembers(of group: GroupID, next: PageLink?) async throws(ServiceFailure) -> Reply<UserPage>
  /// The first page of the groups with a certain name.
  func listGroups(_ query: GroupQuery) async throws(ServiceFailure) -> Reply<[OrgGroup]>
  /// The org's id, which stays the same when its address changes. The call needs no token.
  func organization() async throws(ServiceFailure) -> Reply<OrgID>
  /// After a 401: gets the credentials anew; `false` where there is nothing newer to try.
  func renewCredentials() async throws(ServiceFailure) -> Bool
}

/// The calls of the port, each counted by the org in a bucket of its own until it proves otherwise
/// (reads and writes of one path are counted apart).
package enum CallFamily: String, Hashable, Sendable, CaseIterable, Codable {
  case listRequests, retrieveRequest, createRequest, sendMessage, retrieveRequestType, currentUser
  case retrieveUser, listUsers, listMembers, listGroups, organization
}

/// Which requests to list, and from where (contract parameters of `listAllRequests`).
package struct RequestQuery: Hashable, Sendable {
  package enum Order: String, Hashable, Sendable {
    case createdAscending = "created asc"
    case createdDescending = "created desc"
    case lastUpdatedAscending = "lastUpdated asc"
  }

  /// Only requests that changed after this moment.
  package var updatedAfter: Date?
  package var order: Order
  /// 1–200 (contract parameter `limit-2`).
  package var limit: Int
  /// The place where a page said that the next one begins.
  package var next: PageLink?

  package init(updatedAfter: Date? = nil, order: Order = .createdAscending, limit: Int = 200, next: PageLink? = nil) {
    self.updatedAfter = updatedAfter
    self.order = order
    self.limit = limit
    self.next = next
  }
}

/// The path and query of a `next` link; its host is dropped, since a token goes to the configured org only.
package struct PageLink: Hashable, Sendable {
  package var pathAndQuery: String

  package init(pathAndQuery: String) {
    self.pathAndQuery = pathAndQuery
  }
}

package struct RequestPage: Hashable, Sendable {
  package var requests: [ExistingRequest]
  package var next: PageLink?

  package init(requests: [ExistingRequest], next: PageLink?) {
    self.requests = requests
    self.next = next
  }
}

/// What a create sends (contract schema `request-creatable`).
package struct RequestDraft: Hashable, Sendable {
  package var requestTypeID: RequestTypeID
  package var subject: String
  package var requester: UserID?
  package var fieldValues: [RequesterFieldValue]

  package init(requestTypeID: RequestTypeID, subject: String, requester: UserID?, fieldValues: [RequesterFieldValue]) {
    self.requestTypeID = requestTypeID
    self.subject = subject
    self.requester = requester
    self.fieldValues = fieldValues
  }

  package init(_ declaration: RequestDeclaration) {
    self.init(
      requestTypeID: declaration.requestTypeID, subject: declaration.subject,
      requester: declaration.requester, fieldValues: declaration.fieldValues)
  }

  /// Whether a reply to this create is about it: the request has an id, and names the type, the requester (where the
  /// draft names one) and a subject with the same folded form. A reply that does not, is no evidence that the create was
  /// done, nor that it was not.
  package func isAnswered(by request: ExistingRequest) -> Bool {
    !request.id.text.isEmpty && request.requestTypeID == requestTypeID
      && (requester == nil || request.requester == requester)
      && FoldedSubject.fold(request.subject) == FoldedSubject.fold(subject)
  }
}

/// What a call gave, and what its headers said beside.
package struct Reply<Value: Sendable>: Sendable {
  package var value: Value
  package var rate: RateLimitHeaders?
  /// The org's clock when it answered, cut to whole seconds (header `Date`).
  package var date: Date?
  /// `X-Okta-Request-Id`, for Okta's support.
  package var callID: String?

  package init(_ value: Value, rate: RateLimitHeaders? = nil, date: Date? = nil, callID: String? = nil) {
    self.value = value
    self.rate = rate
    self.date = date
    self.callID = callID
  }
}
