package import Model
import Synchronization

/// What tests look at.
extension SimulatedOrg {
  package var requests: [ExistingRequest] { state.withLock { $0.ledger.kept.map(\.request) } }
  package var messages: [RequestID: [String]] { state.withLock { $0.ledger.messages } }
  /// The requests that processes made, not other clients.
  package var ours: [ExistingRequest] {
    state.withLock { $0.ledger.kept.filter { $0.maker != nil }.map(\.request) }
  }
  package func calls(_ family: CallFamily) -> Int { state.withLock { $0.calls[family] ?? 0 } }
  package func throttled(_ family: CallFamily) -> Int { state.withLock { $0.windows[family]?.throttled ?? 0 } }
  /// How many calls each window allowed, but for the last one.
  package func fullWindows(_ family: CallFamily) -> [Int] { state.withLock { $0.windows[family]?.fullWindows ?? [] } }
  /// Keys that exist more than once.
  package var doubledKeys: [RequestKey] {
    Dictionary(grouping: requests, by: \.key).filter { $1.count > 1 }.map(\.key)
  }
}

/// What tests do to an org behind everybody's back.
extension SimulatedOrg {
  /// The list does not show what it has now, as for a token that lost a permission.
  package func hideAll() {
    state.withLock { state in
      for index in state.ledger.kept.indices { state.ledger.kept[index].visibleFrom = .infinity }
    }
  }

  /// It loses the requests for which this holds.
  package func lose(_ isLost: (ExistingRequest) -> Bool) {
    state.withLock { $0.ledger.kept.removeAll { isLost($0.request) } }
  }

  /// Another org takes its place at its address.
  package func replace(by id: OrgID) {
    state.withLock { state in
      state.ledger.id = id
      state.ledger.kept = []
    }
  }
}

/// What approvers do, and what Okta enables.
extension SimulatedOrg {
  /// Decides requests: they can no longer be canceled.
  package func resolve(_ isDecided: @escaping (ExistingRequest) -> Bool) {
    let now = now
    state.withLock { state in
      for index in state.ledger.kept.indices where isDecided(state.ledger.kept[index].request) {
        state.ledger.setStatus("RESOLVED", of: index, at: now)
      }
    }
  }

  /// It does not have the operation that cancels, and answers 404 as for a request that it does not have.
  package func disableCancels(_ isDisabled: Bool = true) { state.withLock { $0.ledger.hasCancels = !isDisabled } }

  /// One of two approvers approves a request.
  package func approve(_ id: RequestID) {
    let now = now
    let course = RequestCourse(approvals: [
      .init(status: "COMPLETED", decision: "APPROVED"), .init(status: "PENDING"),
    ])
    state.withLock { state in
      guard let index = state.ledger.kept.firstIndex(where: { $0.request.id == id }) else { return }
      state.ledger.kept[index].request.course = course
      state.ledger.setStatus("OPEN", of: index, at: now)
    }
  }

  /// Retrievals of a request fail so from now on; `nil`: they work again.
  package func failLooks(at id: RequestID, with failure: ServiceFailure?) {
    state.withLock { $0.ledger.looks[id] = failure }
  }

  /// Retrievals and cancels of all requests work again.
  package func forgetFailures() { state.withLock { ($0.ledger.looks, $0.ledger.refusals) = ([:], [:]) } }

  /// Cancels of a request fail so from now on.
  package func failCancels(of id: RequestID, with failure: ServiceFailure) {
    state.withLock { $0.ledger.refusals[id] = failure }
  }

  /// Another client cancels a request.
  package func cancel(_ id: RequestID) {
    let now = now
    state.withLock { _ = $0.ledger.cancel(id, at: now) }
  }
}

/// The org as one process sees it that never dies.
extension SimulatedOrg: RequestService {
  private var connection: SimulatedConnection { SimulatedConnection(org: self, process: nil) }

  package func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
    try await connection.listRequests(query)
  }
  package func retrieveRequest(_ id: RequestID) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    try await connection.retrieveRequest(id)
  }
  package func createRequest(
    _ declaration: RequestDeclaration, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    try await connection.createRequest(declaration, by: deadline)
  }
  package func sendMessage(
    _ message: String, to id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<Void> {
    try await connection.sendMessage(message, to: id, by: deadline)
  }
  package func cancelRequest(
    _ id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    try await connection.cancelRequest(id, by: deadline)
  }
  package func listRequestTypes(next: PageLink?) async throws(ServiceFailure) -> Reply<RequestTypePage> {
    try await connection.listRequestTypes(next: next)
  }
  package func retrieveRequestType(_ id: RequestTypeID) async throws(ServiceFailure) -> Reply<RequestType> {
    try await connection.retrieveRequestType(id)
  }
  package func currentUser() async throws(ServiceFailure) -> Reply<UserID> { try await connection.currentUser() }
  package func retrieveUser(_ idOrLogin: String) async throws(ServiceFailure) -> Reply<OrgUser> {
    try await connection.retrieveUser(idOrLogin)
  }
  package func listUsers(_ query: UserQuery) async throws(ServiceFailure) -> Reply<UserPage> {
    try await connection.listUsers(query)
  }
  package func listMembers(of group: GroupID, next: PageLink?) async throws(ServiceFailure) -> Reply<UserPage> {
    try await connection.listMembers(of: group, next: next)
  }
  package func listGroups(_ query: GroupQuery) async throws(ServiceFailure) -> Reply<[OrgGroup]> {
    try await connection.listGroups(query)
  }
  package func organization() async throws(ServiceFailure) -> Reply<OrgID> { try await connection.organization() }
  package func renewCredentials() async throws(ServiceFailure) -> Bool { renewed() }
}
