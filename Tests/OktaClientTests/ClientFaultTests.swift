import Foundation
import OktaClient
import OktaSamples
import OktaWire
import Model
import Testing

@Suite("A call that goes wrong")
struct ClientFaultTests {
  private let declaration = RequestDeclaration(
    requestTypeID: RequestTypeID(fromOrg: "61eb2db568c7c300079fefd0"), requester: nil, subject: "s",
    place: SourcePlace(file: "m.yaml", mark: .start))

  /// The failure of one create, which the server must have seen once.
  private func createFailure(
    isRaw: Bool = false, scheme: String = "http", timeout: Duration = .seconds(30),
    _ answer: CannedServer.Answer
  ) async throws -> ServiceFailure {
    var failure: ServiceFailure?
    try await withClient(isRaw: isRaw, scheme: scheme, timeout: timeout, answer: { _ in answer }) {
      client, server in
      failure = await #expect(throws: ServiceFailure.self) { try await client.createRequest(declaration, by: nil) }
      // What is no HTTP may come in any number of pieces.
      if !isRaw { #expect(server.calls.count == 1) }
    }
    return try #require(failure)
  }

  private func expectLost(_ failure: ServiceFailure, _ text: String) {
    #expect(FailureKind(failure) == .lost)
    #expect(failure.text.contains(text))
  }

  @Test("a create whose connection closes before the reply is lost, and was sent only once")
  func closed() async throws {
    expectLost(try await createFailure(.close), "no reply to POST /governance/api/v1/requests: the connection closed")
  }

  @Test("a create whose connection closes within the head or the body of the reply is lost")
  func cutOff() async throws {
    let head = CannedServer.head(201, ["Content-Length: 5000"])
    expectLost(try await createFailure(.bytesThenClose(head + #"{"id":"#)), "POST /governance/api/v1/requests")
    expectLost(try await createFailure(.bytesThenClose("HTTP/1.1 201 Cre")), "POST /governance/api/v1/requests")
    let chunked = CannedServer.head(201, ["Transfer-Encoding: chunked"]) + "5\r\n{\"id\"\r\n"
    expectLost(try await createFailure(.bytesThenClose(chunked)), "POST /governance/api/v1/requests")
  }

  @Test("a create whose reply is shorter or longer than its Content-Length is lost")
  func wrongLength() async throws {
    let body = Samples.pendingNothingAsked
    let short = CannedServer.head(201, ["Content-Length: \(body.utf8.count - 10)"]) + body
    expectLost(try await createFailure(.bytesThenClose(short)), "cannot be read")
    let long = CannedServer.head(201, ["Content-Length: \(body.utf8.count + 10)"]) + body
    expectLost(try await createFailure(.bytesThenClose(long)), "POST /governance/api/v1/requests")
  }

  @Test("a create answered 201 without a request in the body is lost")
  func unreadable() async throws {
    expectLost(try await createFailure(CannedServer.reply(201, [], "{}")), "/id is missing")
    expectLost(try await createFailure(CannedServer.reply(201, [], "")), "cannot be read")
  }

  @Test("a create whose reply stops in its head or body is lost when the timeout is over")
  func slow() async throws {
    // Long enough for a connection on a busy machine, which is not what is tried here.
    let limit = Duration.seconds(4)
    expectLost(try await createFailure(timeout: limit, .silence), "timed out after")
    let head = CannedServer.head(201, ["Content-Length: 10"]) + "{"
    expectLost(try await createFailure(timeout: limit, .bytes(head)), "timed out after")
    let endless = CannedServer.head(201, ["Content-Length: 1000000"])
    expectLost(try await createFailure(timeout: limit, .drip(endless)), "timed out after")
  }

  @Test("a create whose reply is not HTTP is lost")
  func notHTTP() async throws {
    expectLost(try await createFailure(.bytes("SSH-2.0-OpenSSH_9.6\r\n\r\n")), "broke off, or is not HTTP")
  }

  @Test("a create whose reply is larger than the limit is lost")
  func tooLarge() async throws {
    let answer = CannedServer.reply(201, [], Samples.fulfilled)
    try await withClient(maximumReplyBytes: 100, answer: { _ in answer }) { client, _ in
      let failure = await #expect(throws: ServiceFailure.self) { try await client.createRequest(declaration, by: nil) }
      expectLost(try #require(failure), "larger than 100 bytes")
    }
  }

  @Test("a create that a proxy answers with 502 and an HTML page is lost")
  func badGateway() async throws {
    let page = "<html><head><title>502 Bad Gateway</title></head></html>"
    let failure = try await createFailure(CannedServer.reply(502, ["Content-Type: text/html"], page))
    expectLost(failure, "502: 502 Bad Gateway")
  }

  /// Each operation of the port, by name.
  private static let operations: [(name: String, call: @Sendable (OrgClient) async throws -> Void)] = [
    ("list", { _ = try await $0.listRequests(RequestQuery()) }),
    ("retrieve", { _ = try await $0.retrieveRequest(RequestID("1")) }),
    ("create", { _ = try await $0.createRequest(ClientFaultTests().declaration, by: nil) }),
    ("message", { _ = try await $0.sendMessage("x", to: RequestID("1"), by: nil) }),
    ("type", { _ = try await $0.retrieveRequestType(RequestTypeID(fromOrg: "1")) }),
    ("me", { _ = try await $0.currentUser() }), ("user", { _ = try await $0.retrieveUser("x") }),
    ("users", { _ = try await $0.listUsers(UserQuery(names: ["x"])) }),
    ("members", { _ = try await $0.listMembers(of: GroupID(fromOrg: "1"), next: nil) }),
    ("groups", { _ = try await $0.listGroups(.named("x")) }), ("org", { _ = try await $0.organization() }),
  ]

  @Test("a call of any operation that a gateway answers counts neither as done nor as refused nor as missing")
  func answeredInBetween() async throws {
    let login = "<html><head><title>Sign in</title></head></html>"
    let replies: [(CannedServer.Answer, FailureKind)] = [
      (CannedServer.reply(200, ["Content-Type: application/json"], login), .intercepted),
      (CannedServer.reply(302, ["Location: https://login.example"], ""), .intercepted),
      (CannedServer.reply(303, ["Location: https://login.example"], ""), .intercepted),
      (CannedServer.reply(403, [], "<html>blocked</html>"), .intercepted),
      (CannedServer.reply(404, [], "<html>no network</html>"), .intercepted),
      (CannedServer.reply(409, [], #"{"message":"conflict"}"#), .intercepted),
      (CannedServer.reply(200, [], #"{"id":"#), .lost), (CannedServer.reply(502, [], ""), .lost),
    ]
    for (answer, expected) in replies {
      try await withClient(answer: { _ in answer }) { client, server in
        for (count, operation) in zip(1..., Self.operations) {
          let failure = await #expect(throws: ServiceFailure.self) { try await operation.call(client) }
          #expect(FailureKind(failure) == expected, "\(operation.name) \(answer)")
          #expect(failure?.isCertainlyNotProcessed == false && server.calls.count == count)
        }
      }
    }
    // A message alone needs no reply.
    for (name, call) in Self.operations where name != "message" {
      for answer in [CannedServer.reply(200, [], ""), CannedServer.reply(201, [], "null")] {
        try await withClient(answer: { _ in answer }) { client, _ in
          let failure = await #expect(throws: ServiceFailure.self) { try await call(client) }
          #expect(FailureKind(failure) == .lost, "\(name) \(answer)")
        }
      }
    }
  }

  @Test("a listing fails where a page is incomplete")
  func brokenPage() async throws {
    let link = #"Link: <http://x/governance/api/v1/requests?after=1>; rel="next""#
    let bodies = [
      "{}", "[]", "null", #"{"data":null}"#, #"{"data":{}}"#, #"{"data":[null]}"#, #"{"data":[{}]}"#,
      #"{"items":[]}"#, #"{"data":[],"_links":{"next":5}}"#, #"{"data":[],"_links":{"next":{"url":"?after=1"}}}"#,
    ]
    for body in bodies {
      for headers in [[], [link]] {
        try await withClient(answer: { _ in CannedServer.reply(200, headers, body) }) { client, _ in
          let failure = await #expect(throws: ServiceFailure.self) { try await client.listRequests(RequestQuery()) }
          expectLost(try #require(failure), "the reply to GET /governance/api/v1/requests cannot be read")
        }
      }
    }
  }

  @Test("a compressed reply that was not asked for is read, and a call whose compressed reply is broken is lost")
  func compressed() async throws {
    // printf '{"id":"00ub0oNGTSWTBKOLGLNR"}' | gzip -n | base64
    let text = "H4sIAAAAAAACA6tWykxRslIyMChNMsj3cw8JDg9x8vb3cffxC1KqBQC2sES3HQAAAA=="
    let whole = Array(try #require(Data(base64Encoded: text)))
    for (bytes, limit, isRead) in [
      (whole, 1 << 20, true), (whole.dropLast(9), 1 << 20, false), (whole.map { $0 ^ 1 }, 1 << 20, false),
      (whole, 20, false),
    ] {
      let head = CannedServer.head(200, ["Content-Encoding: gzip", "Content-Length: \(bytes.count)"])
      try await withClient(maximumReplyBytes: limit, answer: { _ in .binary(head, Array(bytes)) }) { client, server in
        if isRead {
          let user = try await client.currentUser().value
          #expect(user == UserID("00ub0oNGTSWTBKOLGLNR"))
        } else {
          let failure = await #expect(throws: ServiceFailure.self) { try await client.currentUser() }
          #expect(FailureKind(failure) == .lost, "\(failure?.text ?? "")")
        }
        #expect(server.calls[0].lowercased().contains("accept-encoding: identity"))
      }
    }
  }

  @Test("a 429 of the window and a 429 of the concurrency limit are different failures")
  func limits() async throws {
    let body = Samples.error("E0000047", "API call exceeded rate limit due to too many requests.")
    let headers = [
      "Date: Thu, 11 Sep 2025 16:21:50 GMT", "X-Rate-Limit-Remaining: 0", "X-Rate-Limit-Reset: 1757607758",
    ]
    let window = try await createFailure(CannedServer.reply(429, headers + ["x-rate-limit-limit: 10"], body))
    #expect(FailureKind(window) == .throttled && window.error?.code == "E0000047")
    let rate = try #require(window.rate)
    #expect(rate.limit == 10 && rate.reset.timeIntervalSince(rate.date) == 48)
    let limited = try await createFailure(CannedServer.reply(429, headers + ["x-rate-limit-limit: 0"], body))
    #expect(FailureKind(limited) == .concurrencyLimited && limited.error?.code == "E0000047")
  }

  @Test("a redirect is not followed")
  func redirect() async throws {
    let failure = try await createFailure(CannedServer.reply(302, ["Location: http://127.0.0.1:1/login"], ""))
    #expect(FailureKind(failure) == .intercepted && failure.error?.status == 302)
    #expect(failure.text.contains("redirect"))
  }

  @Test("a call to a port where nothing listens was not sent")
  func refused() async throws {
    let server = try await CannedServer { _ in .close }
    let port = server.port
    try await server.stop()
    try await expectUnreachable("http://127.0.0.1:\(port)", "connection refused; check the host and port")
    try await expectUnreachable("http://localhost:\(port)", "connection refused; check the host and port")
  }

  @Test("a call to a host that does not exist was not sent")
  func unknownHost() async throws {
    try await expectUnreachable("https://no-such-org.invalid", "no such host as no-such-org.invalid")
  }

  @Test("a call whose TLS handshake fails was not sent")
  func noTLS() async throws {
    let answer = CannedServer.Answer.bytes("HTTP/1.1 400 Bad Request\r\n\r\n")
    let failure = try await createFailure(isRaw: true, scheme: "https", answer)
    #expect(FailureKind(failure) == .unreachable && failure.text.contains("TLS handshake failed"))
  }

  private func expectUnreachable(_ url: String, _ text: String) async throws {
    let client = OrgClient(
      org: try OrgURL(url), credentials: .fixed(try Credentials(.ssws, token: "t")),
      options: OrgClient.Options(connections: 1, version: "0"))
    let failure = await #expect(throws: ServiceFailure.self) { try await client.createRequest(declaration, by: nil) }
    await client.close()
    #expect(FailureKind(failure) == .unreachable)
    #expect(failure?.text.contains("cannot reach \(url): \(text)") == true)
  }

  @Test("a call that is canceled in flight is lost")
  func canceled() async throws {
    let (arrived, arrive) = AsyncStream<Void>.makeStream()
    try await withClient(
      answer: { _ in
        arrive.finish()
        return .silence
      },
      { client, _ in
        let task = Task { [declaration] in try await client.createRequest(declaration, by: nil) }
        for await _ in arrived {}
        task.cancel()
        let failure = await #expect(throws: ServiceFailure.self) { try await task.value }
        expectLost(try #require(failure), "canceled in flight")
      })
  }
}
