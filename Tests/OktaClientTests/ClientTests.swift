import Foundation
import OktaClient
import OktaSamples
import OktaWire
import Model
import Testing

@Suite("A call")
struct ClientTests {
  private static let rateHeaders = [
    "Date: Thu, 11 Sep 2025 16:21:50 GMT", "X-Rate-Limit-Limit: 60", "X-Rate-Limit-Remaining: 59",
    "X-Rate-Limit-Reset: 1757607758", "X-Okta-Request-Id: 5168be8d",
  ]

  @Test("a call sends User-Agent, credentials and JSON, and returns the rate limit and the id of its reply")
  func create() async throws {
    let declaration = RequestDeclaration(
      requestTypeID: RequestTypeID(fromOrg: "61eb2db568c7c300079fefd0"), requester: UserID("00ub0oNGTSWTBKOLGLNR"),
      subject: "Zoë", place: SourcePlace(file: "m.yaml", mark: .start))
    let answer = CannedServer.reply(201, Self.rateHeaders, Samples.fulfilled)
    try await withClient(answer: { _ in answer }) { client, server in
      let reply = try await client.createRequest(declaration, by: nil)
      #expect(reply.value.id == RequestID("61eb06a3c462d20007f0235c") && reply.value.fieldValues?.count == 2)
      #expect(reply.callID == "5168be8d" && reply.rate?.remaining == 59)
      let lines = try #require(server.calls.first).components(separatedBy: "\r\n")
      #expect(lines[0] == "POST /governance/api/v1/requests HTTP/1.1")
      for line in [
        "Authorization: SSWS 00secret", "Accept: application/json", "User-Agent: writ/1.2.3",
        "Content-Type: application/json", "Host: 127.0.0.1:\(server.port)",
      ] {
        #expect(lines.contains { $0.lowercased() == line.lowercased() }, "\(line)")
      }
      #expect(
        lines.last
          == #"{"requestTypeId":"61eb2db568c7c300079fefd0","requesterUserIds":["00ub0oNGTSWTBKOLGLNR"],"subject":"Zoë"}"#
      )
    }
  }

  @Test("the next page of a list is requested from the configured org, whatever host the link names")
  func paging() async throws {
    let next = #"Link: <https://evil.example/governance/api/v1/requests?after=x&limit=1>; rel="next""#
    let last = #"{"data":[],"links":{"self":{"href":"/governance/api/v1/requests"},"next":{}}}"#
    try await withClient(
      answer: { call in
        call.contains("after=x") ? CannedServer.reply(200, [], last) : CannedServer.reply(200, [next], Samples.list)
      },
      { client, server in
        let first = try await client.listRequests(RequestQuery(limit: 1)).value
        #expect(first.requests.count == 1 && first.requests[0].fieldValues == nil)
        let second = try await client.listRequests(RequestQuery(limit: 1, next: first.next)).value
        #expect(second == RequestPage(requests: [], next: nil))
        #expect(
          server.calls.map { $0.components(separatedBy: "\r\n")[0] } == [
            "GET /governance/api/v1/requests?limit=1&orderBy=created%20asc HTTP/1.1",
            "GET /governance/api/v1/requests?after=x&limit=1 HTTP/1.1",
          ])
      })
  }

  @Test("a listing fails where the next page is outside the list")
  func strayPage() async throws {
    let next = #"Link: <https://evil.example/api/v1/users>; rel="next""#
    try await withClient(answer: { _ in CannedServer.reply(200, [next], Samples.list) }) { client, _ in
      let failure = await #expect(throws: ServiceFailure.self) { try await client.listRequests(RequestQuery()) }
      #expect(failure?.text.contains("the org's next page lies outside the list") == true)
    }
  }

  @Test("a message is sent where the reply is a 201, or another 2xx with JSON or no body")
  func message() async throws {
    let done = [(201, ""), (201, "<html>"), (200, ""), (200, "{}"), (204, "")]
    for (status, body) in done {
      let answer = CannedServer.reply(status, Self.rateHeaders, body)
      try await withClient(answer: { _ in answer }) { client, server in
        _ = try await client.sendMessage("line one\nline two", to: RequestID("61eb06a3c462d20007f0235c"), by: nil)
        let call = try #require(server.calls.first)
        #expect(call.hasPrefix("POST /governance/api/v1/requests/61eb06a3c462d20007f0235c/messages HTTP/1.1\r\n"))
        #expect(call.hasSuffix(#"{"message":"line one\nline two"}"#))
      }
    }
  }

  @Test("request types, users and the org are read from their own paths")
  func others() async throws {
    try await withClient(
      answer: { call in
        if call.hasPrefix("GET /api/v1/users/me ") {
          CannedServer.reply(200, [], #"{"id":"00ub0oNGTSWTBKOLGLNR","status":"ACTIVE","profile":{"login":"a@b"}}"#)
        } else if call.hasPrefix("GET /governance/api/v1/request-types/61eb2db568c7c300079fefd0 ") {
          CannedServer.reply(200, [], Samples.fullType)
        } else {
          CannedServer.reply(200, [], Samples.pendingNothingAsked)
        }
      },
      { client, _ in
        #expect(try await client.currentUser().value == UserID("00ub0oNGTSWTBKOLGLNR"))
        let type = try await client.retrieveRequestType(RequestTypeID(fromOrg: "61EB2db568c7c300079fefd0")).value
        #expect(type.name == "salesforce-01" && type.fields?.count == 2)
        let request = try await client.retrieveRequest(RequestID("61eb06a3c462d20007f0235c")).value
        #expect(request.fieldValues == [] && request.status == "OPEN")
      })
  }

  @Test("credentials are read again after a 401, once for all callers that were refused")
  func renewal() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data("one".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try await withClient(
      token: .file(path: file.path, .bearer),
      answer: { call in
        call.contains("Bearer two")
          ? CannedServer.reply(200, [], #"{"id":"00ub0oNGTSWTBKOLGLNR"}"#)
          : CannedServer.reply(401, [], Samples.error("E0000011", "Invalid token provided"))
      },
      { client, _ in
        for _ in 0..<2 {
          let failure = await #expect(throws: ServiceFailure.self) { try await client.currentUser() }
          #expect(FailureKind(failure) == .unauthenticated)
        }
        #expect(try await !client.renewCredentials())
        try Data("two".utf8).write(to: file)
        #expect(try await client.renewCredentials())
        #expect(try await client.renewCredentials())
        #expect(try await client.currentUser().value == UserID("00ub0oNGTSWTBKOLGLNR"))
      })
  }
}
