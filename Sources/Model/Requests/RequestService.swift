/// The one port: what Writ asks of an org's Access Requests API, and of its users and groups. One method is one call, sent at
/// most once: nothing behind the port waits for a rate limit or repeats a call, since only the caller knows what is safe.
package protocol RequestService: Sendable {
  /// One page of the existing requests, without their field values.
  func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage>
  /// One existing request with its field values.
  func retrieveRequest(_ id: RequestID) async throws(ServiceFailure) -> Reply<ExistingRequest>
  /// Makes a new request, each time it is called: the API has no idempotency key. Throws `tooLate` where the call would
  /// leave after its deadline; `nil`: it has none.
  func createRequest(
    _ declaration: RequestDeclaration, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest>
  /// Adds a message to a request; it cannot be read back. The deadline is as that of a create.
  func sendMessage(
    _ message: String, to id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<Void>
  /// Takes a request back that no one has decided on, and gives it as it is then; done once, it is refused. The operation is
  /// in Beta: an org without it answers 404 or 405. The deadline is as that of a create.
  func cancelRequest(
    _ id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest>
  /// One page of the request types, without their fields; `next` is where a page said that the next one begins.
  func listRequestTypes(next: PageLink?) async throws(ServiceFailure) -> Reply<RequestTypePage>
  /// One request type with its fields.
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
  /// After a 401: gets the credentials again; `false` where there is nothing newer to try.
  func renewCredentials() async throws(ServiceFailure) -> Bool
}
