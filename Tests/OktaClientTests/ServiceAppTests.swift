import Foundation
import OktaClient
import OktaWire
import Model
import Synchronization
import Testing
import TestKeys

@Suite("A service app")
struct ServiceAppTests {
  @Test(
    "a service app gets a token with a signed assertion, once for all concurrent callers, and sends it with each call")
  func token() async throws {
    let org = CannedOrg { _ in CannedOrg.token("t1") }
    try await withClient(token: .serviceApp(try app()), answer: org.answer) { client, server in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = try await client.currentUser() } }
        try await group.waitForAll()
      }
      #expect(org.tokenCalls.count == 1)
      #expect(server.calls.filter { $0.contains("Authorization: Bearer t1\r\n") }.count == 8)
      let form = try #require(org.tokenCalls.first?.form)
      #expect(form["grant_type"] == "client_credentials" && form["scope"] == "a.read a.manage")
      #expect(form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
      let assertion = try #require(SignedToken(form["client_assertion"] ?? ""))
      #expect(assertion.isSigned(by: try SigningKey(text: Vectors.ecKey).publicKey, .es256))
      #expect(try assertion.claim("iss") == "0oaApp" && (try assertion.claim("sub")) == "0oaApp")
      #expect(try assertion.claim("aud") == "http://127.0.0.1:\(server.port)/oauth2/v1/token")
      #expect(try assertion.number("exp") - assertion.number("iat") == 300)
      #expect(try JSONDecoder().decode([String: String].self, from: assertion.header)["kid"] == "key-1")
    }
  }

  @Test("a service app with DPoP sends a proof from the first call on, and a new assertion, nonce and proof each time")
  func dpop() async throws {
    let org = CannedOrg { call in
      guard let proof = call.proof else { return CannedOrg.refusal("invalid_dpop_proof", "no proof") }
      return (try? proof.claimIfAny("nonce")) == "n1" ? CannedOrg.token("t1", type: "DPoP") : CannedOrg.nonce("n1")
    }
    try await withClient(token: .serviceApp(try app(usesDPoP: true)), answer: org.answer) { client, server in
      for _ in 0..<3 { _ = try await client.currentUser() }
      #expect(org.tokenCalls.count == 2)
      let assertions = try org.tokenCalls.map { try #require(SignedToken($0.form["client_assertion"] ?? "")) }
      #expect(try Set(assertions.map { try $0.claim("jti") }).count == 2)
      let calls = server.calls.filter { $0.hasPrefix("GET") }.map { TokenCall($0) }
      #expect(calls.allSatisfy { $0.headers["authorization"] == "DPoP t1" })
      let proofs = try (org.tokenCalls + calls).map { try #require($0.proof) }
      #expect(try Set(proofs.map { try $0.claim("jti") }).count == 5)
      #expect(try Set(proofs.map { try $0.jwk().thumbprint }).count == 1)
      for proof in proofs { #expect(proof.isSigned(by: try VerificationKey(try proof.jwk()), .es256)) }
      let last = try #require(proofs.last)
      #expect(try last.claim("htm") == "GET" && (try last.claim("ath")) == Base64URL.sha256("t1"))
      #expect(try last.claim("htu") == "http://127.0.0.1:\(server.port)/api/v1/users/me")
      #expect(try proofs[0].claimIfAny("ath") == nil)
    }
  }

  @Test("each of several concurrent calls that the org asks for a nonce is repeated once")
  func nonceOfManyCalls() async throws {
    let org = CannedOrg { _ in
      CannedOrg.token("t1", type: "DPoP")
    } resource: { call in
      let challenge = [#"WWW-Authenticate: DPoP error="use_dpop_nonce""#, "DPoP-Nonce: n2"]
      return (try? TokenCall(call).proof?.claimIfAny("nonce")) == "n2"
        ? CannedOrg.user : CannedServer.reply(401, challenge, "")
    }
    for _ in 0..<10 {
      try await withClient(token: .serviceApp(try app(usesDPoP: true)), answer: org.answer) { client, _ in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 { group.addTask { _ = try await client.currentUser() } }
          try await group.waitForAll()
        }
      }
    }
  }

  @Test(
    "a call is not repeated for a nonce where the reply does not prove that it was not processed",
    arguments: [200, 404, 500])
  func nonceWithoutProof(status: Int) async throws {
    let org = CannedOrg { _ in
      CannedOrg.token("t1", type: "DPoP")
    } resource: { _ in
      let body = status == 200 ? "<html>" : ""
      return CannedServer.reply(
        status, [#"WWW-Authenticate: DPoP error="use_dpop_nonce""#, "DPoP-Nonce: n2"], body)
    }
    try await withClient(token: .serviceApp(try app(usesDPoP: true)), answer: org.answer) { client, server in
      let failure = await #expect(throws: ServiceFailure.self) {
        try await client.sendMessage("x", to: RequestID("1"), by: nil)
      }
      #expect(failure?.isCertainlyNotProcessed == false)
      #expect(server.calls.count { $0.contains("/messages ") } == 1)
    }
  }

  @Test("a service app binds its tokens where the org requires it, and logs that")
  func discoveredDPoP() async throws {
    let log = Mutex<[String]>([])
    let org = CannedOrg { call in
      guard let proof = call.proof else {
        return CannedOrg.refusal("invalid_dpop_proof", "The DPoP proof JWT header is missing.")
      }
      return (try? proof.claimIfAny("nonce")) == "n1" ? CannedOrg.token("t1", type: "DPoP") : CannedOrg.nonce("n1")
    }
    let dependencies = ClientDependencies.system { line in log.withLock { $0.append(line) } }
    try await withClient(token: .serviceApp(try app()), dependencies: dependencies, answer: org.answer) { client, _ in
      _ = try await client.currentUser()
      #expect(org.tokenCalls.count == 3)
      // The nonce and the need of a proof are known from then on.
      #expect(try await client.renewCredentials() == false)
      #expect(org.tokenCalls.count == 4)
    }
    #expect(log.withLock { $0 }.contains { $0.contains("using DPoP") })
  }

  @Test("a service app gets a new token after a 401, and before the old one expires")
  func renewal() async throws {
    let elapsed = Mutex(Duration.zero)
    let number = Mutex(0)
    let org = CannedOrg { _ in
      CannedOrg.token("t\(number.withLock { $0 += 1; return $0 })")
    } resource: { call in
      call.contains("Bearer t1") && elapsed.withLock { $0 } > .seconds(10)
        ? CannedServer.reply(401, [#"WWW-Authenticate: Bearer error="invalid_token""#], "") : CannedOrg.user
    }
    var dependencies = ClientDependencies.system()
    dependencies.elapsed = { elapsed.withLock { $0 } }
    try await withClient(token: .serviceApp(try app()), dependencies: dependencies, answer: org.answer) { client, _ in
      _ = try await client.currentUser()
      elapsed.withLock { $0 = .seconds(11) }
      let failure = await #expect(throws: ServiceFailure.self) { try await client.currentUser() }
      #expect(FailureKind(failure) == .unauthenticated)
      #expect(try await client.renewCredentials())
      _ = try await client.currentUser()
      #expect(org.tokenCalls.count == 2)
      elapsed.withLock { $0 += .seconds(3600 - 301) }
      _ = try await client.currentUser()
      #expect(org.tokenCalls.count == 2)
      elapsed.withLock { $0 += .seconds(2) }
      _ = try await client.currentUser()
      #expect(org.tokenCalls.count == 3)
    }
  }

  @Test("a token is used until it expires where the org gives no other one, and no longer")
  func outage() async throws {
    let elapsed = Mutex(Duration.zero)
    let number = Mutex(0)
    let org = CannedOrg { _ in
      let isFirst = number.withLock {
        $0 += 1
        return $0 == 1
      }
      return isFirst ? CannedOrg.token("t1") : CannedServer.reply(503, [], "")
    }
    var dependencies = ClientDependencies.system()
    dependencies.elapsed = { elapsed.withLock { $0 } }
    dependencies.sleep = { _ in }
    try await withClient(token: .serviceApp(try app()), dependencies: dependencies, answer: org.answer) { client, _ in
      _ = try await client.currentUser()
      elapsed.withLock { $0 = .seconds(3599) }
      _ = try await client.currentUser()
      #expect(org.tokenCalls.count > 1)
      elapsed.withLock { $0 = .seconds(3601) }
      let failure = await #expect(throws: ServiceFailure.self) { try await client.currentUser() }
      #expect(FailureKind(failure) == .unreachable)
    }
  }

  @Test("a service app waits for the rate limit of the token endpoint, and retries lost calls of it")
  func waits() async throws {
    let waits = Mutex<[Duration]>([])
    let number = Mutex(0)
    let limits = [
      "Date: Thu, 11 Sep 2025 16:21:50 GMT", "X-Rate-Limit-Limit: 150", "X-Rate-Limit-Remaining: 0",
      "X-Rate-Limit-Reset: 1757607758",
    ]
    let org = CannedOrg { _ in
      switch number.withLock({
        $0 += 1; return $0
      }) {
      case 1: CannedServer.reply(429, limits, "")
      case 2: .close
      case 3: CannedServer.reply(503, [], "")
      default: CannedOrg.token("t1")
      }
    }
    var dependencies = ClientDependencies.system()
    dependencies.sleep = { wait in waits.withLock { $0.append(wait) } }
    try await withClient(token: .serviceApp(try app()), dependencies: dependencies, answer: org.answer) { client, _ in
      _ = try await client.currentUser()
    }
    #expect(waits.withLock { $0 }.first == .seconds(49) && org.tokenCalls.count == 4)
  }

  @Test(
    "assertions and proofs are signed by the org's clock where this machine's is wrong", arguments: [-600.0, 600.0])
  func skew(ahead: Double) async throws {
    let org = CannedOrg { call in
      let date = "Date: \(HTTPDate.text(Date()))"
      let issued = SignedToken(call.form["client_assertion"] ?? "").flatMap { try? $0.number("iat") } ?? 0
      let age = Date().timeIntervalSince1970 - issued
      return (0...120).contains(age)
        ? CannedOrg.token("t1", head: [date])
        : CannedOrg.refusal("invalid_client", "The client_assertion token is expired.", head: [date])
    }
    var dependencies = ClientDependencies.system()
    dependencies.date = { Date().addingTimeInterval(ahead) }
    try await withClient(token: .serviceApp(try app()), dependencies: dependencies, answer: org.answer) { client, _ in
      _ = try await client.currentUser()
      #expect(org.tokenCalls.count == 2)
    }
  }

  @Test(
    "a service app that gets no token has no credentials, and the failure says what helps",
    arguments: [
      ("invalid_client", "The client_assertion JWT kid is invalid.", "OKTA_CLIENT_PRIVATEKEYID"),
      ("invalid_client", "The client_assertion signature is invalid.", "public key does not belong"),
      ("invalid_client", "Invalid value for 'client_id' parameter.", "OKTA_CLIENT_CLIENTID"),
      ("invalid_scope", "The following scopes are not allowed for this request: [x].", "OKTA_CLIENT_SCOPES"),
      ("consent_required", "You are not allowed any of the requested scopes.", "OKTA_CLIENT_SCOPES"),
      ("unauthorized_client", "", "API Services"), ("something_new", "New.", "something_new: New"),
    ])
  func refused(error: String, description: String, remedy: String) async throws {
    let org = CannedOrg { _ in CannedOrg.refusal(error, description) }
    try await withClient(token: .serviceApp(try app()), answer: org.answer) { client, server in
      let failure = await #expect(throws: ServiceFailure.self) { try await client.currentUser() }
      #expect(FailureKind(failure) == .noCredentials)
      let text = failure?.text ?? ""
      #expect(text.contains(error) && text.contains(remedy), "\(text)")
      #expect(!text.contains(org.tokenCalls[0].form["client_assertion"] ?? "-"))
      #expect(org.tokenCalls.count == 1 && server.calls.count == 1)
    }
  }

  @Test("a reply of the token endpoint that may hold a token is not quoted")
  func unreadable() async throws {
    var dependencies = ClientDependencies.system()
    dependencies.sleep = { _ in }
    let org = CannedOrg { _ in CannedServer.reply(200, [], #"{"access_token":"topsecret"}"#) }
    try await withClient(token: .serviceApp(try app()), dependencies: dependencies, answer: org.answer) { client, _ in
      let failure = await #expect(throws: ServiceFailure.self) { try await client.currentUser() }
      #expect(FailureKind(failure) == .unreachable && failure?.text.contains("topsecret") == false)
    }
  }

  private func app(usesDPoP: Bool = false) throws -> ServiceApp {
    ServiceApp(
      clientID: "0oaApp", authentication: .key(try SigningKey(text: Vectors.ecKey), id: "key-1"),
      scopes: ["a.read", "a.manage"], usesDPoP: usesDPoP)
  }
}
