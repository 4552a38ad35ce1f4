import OktaWire
package import Model

extension OrgClient: RequestService {
  /// One page of the requests; the query names which.
  package func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
    let exchange = try await perform(query.next.map(APICall.page) ?? .listRequests(ListParameters(query)))
    if let page = RequestListReader(exchange.reply.body) {
      let next = try exchange.nextPage(of: .requests, link: page.links.next)
      return exchange.result(RequestPage(requests: page.requests, next: next))
    }
    let page = try exchange.decode(RequestListBody.self)
    let next = try exchange.nextPage(of: .requests, link: page.links.next)
    let requests = page.data.map { $0.existingRequest(isRetrieved: false) }
    return exchange.result(RequestPage(requests: requests, next: next))
  }

  /// One request, with its field values.
  package func retrieveRequest(_ id: RequestID) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    let exchange = try await perform(.retrieveRequest(id.text))
    return exchange.result(try exchange.request())
  }

  /// Creates a request; not idempotent.
  package func createRequest(
    _ declaration: RequestDeclaration, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    let exchange = try await perform(.createRequest(CreateBody(declaration)), by: deadline)
    return exchange.result(try exchange.request())
  }

  /// The contract gives the reply no body; JSON in it is not read.
  package func sendMessage(
    _ message: String, to id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<Void> {
    try await perform(.sendMessage(message, to: id.text), by: deadline).result(())
  }

  /// Takes a request back; a second time the org refuses it.
  package func cancelRequest(
    _ id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    let exchange = try await perform(.cancelRequest(id.text), by: deadline)
    return exchange.result(try exchange.request())
  }

  /// One page of the request types, by name.
  package func listRequestTypes(next: PageLink?) async throws(ServiceFailure) -> Reply<RequestTypePage> {
    // Contract parameter `limit-2`.
    let exchange = try await perform(
      next.map(APICall.page)
        ?? .get(.requestTypes, ListParameters(limit: 200, orderBy: RequestQuery.Order.createdAscending.rawValue).items))
    let page = try exchange.decode(PageBody<RequestTypeBody>.self)
    let following = try exchange.nextPage(of: .requestTypes, link: page.links.next)
    return exchange.result(RequestTypePage(types: page.data.map(\.requestType), next: following))
  }

  /// One request type, with its fields where the org shows them.
  package func retrieveRequestType(_ id: RequestTypeID) async throws(ServiceFailure) -> Reply<RequestType> {
    let exchange = try await perform(.retrieveRequestType(id.text))
    return exchange.result(try exchange.decode(RequestTypeBody.self).requestType)
  }

  /// The user of the token.
  package func currentUser() async throws(ServiceFailure) -> Reply<UserID> {
    let exchange = try await perform(.currentUser)
    return exchange.result(UserID(fromOrg: try exchange.decode(UserBody.self).id))
  }

  /// The org's id; the call needs no permission.
  package func organization() async throws(ServiceFailure) -> Reply<OrgID> {
    let exchange = try await perform(.organization)
    let id = try exchange.decode(OrganizationBody.self).id
    guard !id.isEmpty else { throw exchange.failures.unreadable(exchange.reply, "/id is empty") }
    return exchange.result(OrgID(id))
  }
}
