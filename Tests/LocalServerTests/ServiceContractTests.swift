import Foundation
import LocalServer
import OktaClient
import OktaWire
import Model
import Simulation
import Testing

/// What every `RequestService` promises, whether it speaks HTTP to the local server or is simulated.
struct ServiceContract {
  private static let user = UserID(fromOrg: "00ub0oNGTSWTBKOLGLNR")
  private static let type = RequestTypeID(fromOrg: vpn)

  /// Everything that `service`, empty at first, does not keep of its promises.
  static func breaches(of service: some RequestService) async -> [String] {
    do throws(ServiceFailure) {
      return try await breachesOfCalls(service)
    } catch {
      return ["a call failed: \(error.text)"]
    }
  }

  private static func breachesOfCalls(_ service: some RequestService) async throws(ServiceFailure) -> [String] {
    var breaches: [String] = []
    var made: [ExistingRequest] = []
    for number in 0..<5 {
      let declaration = RequestDeclaration(
        requestTypeID: type, requester: user, subject: "request \(number)",
        place: SourcePlace(file: "m.yaml", mark: .start))
      made.append(try await service.createRequest(declaration, by: nil).value)
      if made[number].key != RequestKey(requestTypeID: type, requester: user, subject: declaration.subject) {
        breaches.append("a created request has another key than its declaration")
      }
      if made[number].status != "OPEN" { breaches.append("a created request is not open") }
    }
    if Set(made.map(\.id)).count != 5 { breaches.append("two requests share an id") }
    if try await listed(service, limit: 2) != made.map(\.id) {
      breaches.append("the pages do not show every request once, in the order of creation")
    }
    let later = made[4].lastUpdated.addingTimeInterval(3600)
    if try await service.listRequests(RequestQuery(updatedAfter: later)).value.requests.isEmpty == false {
      breaches.append("updatedAfter lets older requests through")
    }
    if try await service.retrieveRequest(made[2].id).value.key != made[2].key {
      breaches.append("a retrieved request is another one")
    }
    _ = try await service.sendMessage("hello", to: made[0].id, by: nil)
    breaches += try await breachesOfDeadline(service, made[0])
    breaches += try await breachesOfCancel(service, made[1])
    if try await service.retrieveRequestType(type).value.id != type { breaches.append("another type was retrieved") }
    if try await service.currentUser().value.text.isEmpty { breaches.append("the current user has no id") }
    return try await breaches + breachesOfPeople(service) + breachesOfUnknown(service)
  }

  /// The ids of all pages, in their order.
  private static func listed(
    _ service: some RequestService, limit: Int
  ) async throws(ServiceFailure) -> [RequestID] {
    var ids: [RequestID] = []
    var query = RequestQuery(limit: limit)
    repeat {
      let page = try await service.listRequests(query).value
      ids += page.requests.map(\.id)
      query.next = page.next
    } while query.next != nil
    return ids
  }

  /// What of writes that are too late is made all the same.
  private static func breachesOfDeadline(
    _ service: some RequestService, _ request: ExistingRequest
  ) async throws(ServiceFailure) -> [String] {
    var breaches: [String] = []
    let before = try await listed(service, limit: 200)
    let passed = SendDeadline(recordedAt: .zero) { SendDeadline.limit + .seconds(1) }
    let late = RequestDeclaration(
      requestTypeID: type, requester: user, subject: "late", place: SourcePlace(file: "m.yaml", mark: .start))
    do throws(ServiceFailure) {
      _ = try await service.createRequest(late, by: passed)
      breaches.append("a late create is made")
    } catch {
      if case .tooLate = error {} else { breaches.append("a late create fails otherwise: \(error.text)") }
    }
    do throws(ServiceFailure) {
      _ = try await service.sendMessage("late", to: request.id, by: passed)
      breaches.append("a late message is sent")
    } catch {
      if case .tooLate = error {} else { breaches.append("a late message fails otherwise: \(error.text)") }
    }
    do throws(ServiceFailure) {
      _ = try await service.cancelRequest(request.id, by: passed)
      breaches.append("a late cancel is sent")
    } catch {
      if case .tooLate = error {} else { breaches.append("a late cancel fails otherwise: \(error.text)") }
    }
    if try await listed(service, limit: 200) != before { breaches.append("a late create left a request") }
    return breaches
  }

  private static func breachesOfCancel(
    _ service: some RequestService, _ request: ExistingRequest
  ) async throws(ServiceFailure) -> [String] {
    var breaches: [String] = []
    let canceled = try await service.cancelRequest(request.id, by: nil).value
    if canceled.key != request.key || canceled.id != request.id { breaches.append("another request was canceled") }
    if canceled.decision != .canceled { breaches.append("a canceled request is \(canceled.status)") }
    if canceled.lastUpdated <= request.lastUpdated { breaches.append("a cancel is not among the changes") }
    if try await service.retrieveRequest(request.id).value.decision != .canceled { breaches.append("it is not kept") }
    do throws(ServiceFailure) {
      _ = try await service.cancelRequest(request.id, by: nil)
      breaches.append("a request was canceled twice")
    } catch {
      if error.error?.code != "E0000002" || error.error?.summary.contains("already CANCELED") != true {
        breaches.append("a second cancel is answered otherwise: \(error.text)")
      }
    }
    return breaches
  }

  private static func breachesOfPeople(_ service: some RequestService) async throws(ServiceFailure) -> [String] {
    typealias People = ContractPeople
    var breaches: [String] = []
    for name in [People.requester.id.text, "ADA@example.com", "ada"] {
      if try await service.retrieveUser(name).value != People.requester { breaches.append("\(name) is another user") }
    }
    let named = try await service.listUsers(UserQuery(names: ["user7@example.com", "ada.l@example.com", "BOB"])).value
    if Set(named.users) != [People.members[7], People.requester, People.twin] {
      breaches.append("a list of users has not those with the logins and addresses, of whatever status")
    }
    let ids = [People.members[7].id.text, People.twin.id.text, "00u9emaKYZTWRYYRRTSK"]
    if try await Set(service.listUsers(UserQuery(names: ids, by: .ids)).value.users) != [
      People.members[7], People.twin,
    ] {
      breaches.append("a list of users by id has not those with the ids, of whatever status")
    }
    var members: [OrgUser] = []
    var next: PageLink?
    repeat {
      let page = try await service.listMembers(of: People.crew.id, next: next).value
      members += page.users
      next = page.next
    } while next != nil
    if members != People.members { breaches.append("the pages do not show every member of a group once") }
    for query in [GroupQuery.named(People.crew.name), .beginning("crew")] {
      if try await service.listGroups(query).value != [People.crew] { breaches.append("\(query) finds another group") }
    }
    if try await !service.listGroups(.named("Crew")).value.isEmpty { breaches.append("half a name finds a group") }
    return breaches
  }

  private static func breachesOfUnknown(_ service: some RequestService) async -> [String] {
    await missing("request") { () async throws(ServiceFailure) in
      _ = try await service.retrieveRequest(RequestID("61eb06a3c462d20007f0235c"))
    }
      + missing("request to cancel") { () async throws(ServiceFailure) in
        _ = try await service.cancelRequest(RequestID("61eb06a3c462d20007f0235c"), by: nil)
      }
      + missing("user") { () async throws(ServiceFailure) in _ = try await service.retrieveUser("who@example.com") }
      + missing("group") { () async throws(ServiceFailure) in
        _ = try await service.listMembers(of: GroupID(fromOrg: "00g9emaKYZTWRYYRRTSK"), next: nil)
      }
  }

  private static func missing(_ what: String, _ call: () async throws(ServiceFailure) -> Void) async -> [String] {
    do throws(ServiceFailure) {
      try await call()
      return ["a \(what) that is not there was found"]
    } catch {
      guard case .rejected(let answer) = error, answer.status == 404 else {
        return ["an unknown \(what) is not rejected with a 404"]
      }
      return []
    }
  }
}

@Suite("the request service over HTTP")
struct ServiceContractTests {
  /// A client of the server, closed at the end.
  private func withClient<Value: Sendable>(
    _ server: ServerUnderTest, token: String = "local-dev-token", _ body: (OrgClient) async throws -> Value
  ) async throws -> Value {
    let client = OrgClient(
      org: try OrgURL(server.origin), credentials: .fixed(try Credentials(.ssws, token: token)),
      options: .init(connections: 10, version: "test"))
    do {
      let value = try await body(client)
      await client.close()
      return value
    } catch {
      await client.close()
      throw error
    }
  }

  @Test("the client with the local server, and the simulated org, fulfill the contract of RequestService")
  func contract() async throws {
    try await withTemporaryFolder { folder in
      let seed = folder.appendingPathComponent("seed.yaml")
      try ContractPeople.seed.write(to: seed, atomically: true, encoding: .utf8)
      try await withServer(LocalServerSettings(seed: seed.path)) { server in
        let breaches = try await withClient(server) { await ServiceContract.breaches(of: $0) }
        #expect(breaches == [])
      }
    }
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    for user in [ContractPeople.requester, ContractPeople.twin] + ContractPeople.members { org.add(user) }
    org.add(ContractPeople.crew, members: ContractPeople.members.map(\.id))
    let breaches = await time.run { await ServiceContract.breaches(of: org) }
    #expect(breaches == [])
  }

  @Test("the org id is the same for all calls and restarts on the same data, and differs between orgs in memory")
  func organization() async throws {
    func id(_ settings: LocalServerSettings) async throws -> OrgID {
      try await withServer(settings) { server in
        try await withClient(server, token: "another-token") { client in
          let reply = try await client.organization()
          #expect(reply.rate == nil)
          #expect(try await client.organization().value == reply.value)
          return reply.value
        }
      }
    }
    try await withTemporaryFolder { folder in
      let data = folder.appendingPathComponent("data.db").path
      let limited = RateLimit.window(calls: 1, seconds: 60)
      let kept = try await id(LocalServerSettings(data: data, rateLimit: limited))
      #expect(kept.text.wholeMatch(of: /00o[0-9A-Za-z]{17}/) != nil)
      #expect(try await id(LocalServerSettings(data: data)) == kept)
      let others = [try await id(LocalServerSettings()), try await id(LocalServerSettings())]
      #expect(Set(others + [kept]).count == 3)
    }
  }

  @Test("field values are returned as they were sent, sorted by field id, without those that have no value")
  func fieldValues() async throws {
    try await withServer { server in
      try await withClient(server) { client in
        let values = [
          RequesterFieldValue(
            id: FieldID(fromOrg: "05c87fe9-11f6-4d40-a033-b155b39dcdbe"), value: .string("e\u{301} \" \\ \n 👩‍🚀")),
          RequesterFieldValue(
            id: FieldID(fromOrg: "1c5ef673-8dbb-4b9c-ac76-0b4180116e43"), value: .selection("Service Cloud")),
        ]
        let declaration = RequestDeclaration(
          requestTypeID: RequestTypeID(fromOrg: salesforce), requester: nil, subject: "s",
          fieldValues: values.reversed(), place: SourcePlace(file: "m.yaml", mark: .start))
        let made = try await client.createRequest(declaration, by: nil).value
        #expect(made.fieldValues == values)
        #expect(made.requester?.text == "00uLocalDevToken0001")
        #expect(try await client.retrieveRequest(made.id).value == made)
      }
    }
  }

  @Test("the client distinguishes rate limits, invalid tokens and inactive request types of the local server")
  func failures() async throws {
    let settings = LocalServerSettings(rateLimit: .window(calls: 1, seconds: 60))
    try await withServer(settings) { server in
      func failure(token: String = "local-dev-token", of type: String = vpn) async throws -> ServiceFailure? {
        try await withClient(server, token: token) { client in
          do throws(ServiceFailure) {
            _ = try await client.createRequest(
              RequestDeclaration(
                requestTypeID: RequestTypeID(fromOrg: type), requester: nil, subject: "s",
                place: SourcePlace(file: "m.yaml", mark: .start)), by: nil)
            return nil
          } catch {
            return error
          }
        }
      }
      guard case .unauthenticated = try await failure(token: "wrong") else {
        Issue.record("an invalid token was not reported")
        return
      }
      guard case .rejected(let error) = try await failure(of: gitHub), error.status == 409 else {
        Issue.record("a request without its required field was not rejected")
        return
      }
      guard case .throttled(let error, let reading?) = try await failure() else {
        Issue.record("the rate limit was not reported")
        return
      }
      #expect(error.code == "E0000047" && error.callID != nil)
      #expect(reading.limit == 1 && reading.remaining == 0)
      // The window began some calls ago, which a busy machine stretches.
      #expect((30...61).contains(reading.reset.timeIntervalSince(reading.date)))
    }
  }
}
