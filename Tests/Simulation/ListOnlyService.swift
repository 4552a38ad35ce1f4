package import Model

/// An org of which only the list matters: every other call is answered with 404.
package protocol ListOnlyService: RequestService {}

extension ListOnlyService {
  private var nothing: ServiceFailure { .rejected(ServiceError(status: 404, summary: "only a list")) }

  package func retrieveRequest(_ id: RequestID) async throws(ServiceFailure) -> Reply<ExistingRequest> { throw nothing }
  package func createRequest(
    _ declaration: RequestDeclaration, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    throw nothing
  }
  package func sendMessage(
    _ message: String, to id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<Void> {
    throw nothing
  }
  package func cancelRequest(
    _ id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    throw nothing
  }
  package func listRequestTypes(next: PageLink?) async throws(ServiceFailure) -> Reply<RequestTypePage> {
    throw nothing
  }
  package func retrieveRequestType(_ id: RequestTypeID) async throws(ServiceFailure) -> Reply<RequestType> {
    throw nothing
  }
  package func currentUser() async throws(ServiceFailure) -> Reply<UserID> { throw nothing }
  package func retrieveUser(_ idOrLogin: String) async throws(ServiceFailure) -> Reply<OrgUser> { throw nothing }
  package func listUsers(_ query: UserQuery) async throws(ServiceFailure) -> Reply<UserPage> { throw nothing }
  package func listMembers(of group: GroupID, next: PageLink?) async throws(ServiceFailure) -> Reply<UserPage> {
    throw nothing
  }
  package func listGroups(_ query: GroupQuery) async throws(ServiceFailure) -> Reply<[OrgGroup]> { throw nothing }
  package func organization() async throws(ServiceFailure) -> Reply<OrgID> { throw nothing }
  package func renewCredentials() async throws(ServiceFailure) -> Bool { false }
}
