import Foundation
package import Model

/// What a process sees of the org.
package struct SimulatedConnection: RequestService {
  let org: SimulatedOrg
  /// `nil`: one that never dies.
  let process: SimulatedProcess?

  package init(org: SimulatedOrg, process: SimulatedProcess?) {
    self.org = org
    self.process = process
  }

  package func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
    let what: @Sendable () -> String = {
      "list \(query.order.rawValue) after \(query.updatedAfter?.timeIntervalSince1970 ?? 0), "
        + "next \(query.next?.pathAndQuery ?? "-")"
    }
    return try await org.call(.listRequests, what, by: process, hasCursor: query.next != nil) { ledger, now in
      ledger.page(query, at: now)
    }
  }

  package func retrieveRequest(_ id: RequestID) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    try await org.call(.retrieveRequest, { "retrieve \(id.text)" }, by: process) { ledger, _ in
      if let failure = ledger.looks[id] { return .failure(failure) }
      guard let request = ledger.request(id) else {
        return .failure(.rejected(ServiceError(status: 404, summary: "not found")))
      }
      return .success(request)
    }
  }

  package func createRequest(
    _ declaration: RequestDeclaration, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    let key = RequestKey(
      requestTypeID: declaration.requestTypeID, requester: declaration.requester, subject: declaration.subject)
    let maker = process?.number ?? 0
    return try await org.call(
      .createRequest, { "create \(declaration.subject)" }, by: process, deadline, creates: key
    ) { ledger, now in
      if ledger.rejectedTypes.contains(declaration.requestTypeID) {
        let cause = ServiceError.Cause(summary: "must be ACTIVE", reason: "REQUEST_TYPE_STATE")
        return .failure(.rejected(ServiceError(status: 409, summary: "conflict", causes: [cause])))
      }
      let foreign = ledger.foreignReply()
      if let foreign, !foreign.isDone { return .success(foreign.request) }
      let made = ledger.create(key, fieldValues: declaration.fieldValues, maker: maker, at: now)
      return .success(foreign?.request ?? made)
    }
  }

  package func sendMessage(
    _ message: String, to id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<Void> {
    try await org.call(.sendMessage, { "send \(message)" }, by: process, deadline) { ledger, _ in
      ledger.messages[id, default: []].append(message)
      return .success(())
    }
  }

  package func cancelRequest(
    _ id: RequestID, by deadline: SendDeadline?
  ) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    try await org.call(.cancelRequest, { "cancel \(id.text)" }, by: process, deadline) { ledger, now in
      ledger.cancel(id, at: now)
    }
  }

  package func listRequestTypes(next: PageLink?) async throws(ServiceFailure) -> Reply<RequestTypePage> {
    try await org.call(.listRequestTypes, { "list types" }, by: process) { _, _ in
      .success(RequestTypePage(types: [], next: nil))
    }
  }

  package func retrieveRequestType(_ id: RequestTypeID) async throws(ServiceFailure) -> Reply<RequestType> {
    try await org.call(.retrieveRequestType, { "retrieve type" }, by: process) { _, _ in
      .success(RequestType(id: id, name: "type", status: "ACTIVE", fields: []))
    }
  }

  package func currentUser() async throws(ServiceFailure) -> Reply<UserID> {
    try await org.call(.currentUser, { "current user" }, by: process) { _, _ in
      .success(UserID(fromOrg: "00uSimulatedUser0001"))
    }
  }

  package func retrieveUser(_ idOrLogin: String) async throws(ServiceFailure) -> Reply<OrgUser> {
    try await ask(.retrieveUser) { directory, _ in directory.user(idOrLogin) }
  }

  package func listUsers(_ query: UserQuery) async throws(ServiceFailure) -> Reply<UserPage> {
    try await ask(.listUsers) { directory, size in .success(directory.page(query, size: size)) }
  }

  package func listMembers(of group: GroupID, next: PageLink?) async throws(ServiceFailure) -> Reply<UserPage> {
    try await ask(.listMembers) { directory, size in directory.members(of: group, next, size: size) }
  }

  package func listGroups(_ query: GroupQuery) async throws(ServiceFailure) -> Reply<[OrgGroup]> {
    try await ask(.listGroups) { directory, _ in directory.groups(query) }
  }

  private func ask<Value: Sendable>(
    _ family: CallFamily, _ answer: @escaping @Sendable (SimulatedDirectory, Int) -> Result<Value, ServiceFailure>
  ) async throws(ServiceFailure) -> Reply<Value> {
    try await org.call(family, { family.rawValue }, by: process) { ledger, _ in
      ledger.directory.failures[family].map { .failure($0) } ?? answer(ledger.directory, ledger.traits.pageSize)
    }
  }

  package func organization() async throws(ServiceFailure) -> Reply<OrgID> {
    try await org.call(.organization, { "organization" }, by: process) { ledger, _ in .success(ledger.id) }
  }

  package func renewCredentials() async throws(ServiceFailure) -> Bool { org.renewed() }
}
