import Foundation
import LocalServer
import OktaWire
import Testing

@Suite("POST /oauth2/v1/token")
struct TokenEndpointTests {
  private struct APIError: Decodable, Hashable {
    var error: String
    var error_description: String
  }

  private struct Token: Decodable {
    var token_type: String
    var expires_in: Int
    var access_token: String
    var scope: String
  }

  @Test("an app gets an opaque bearer token for an hour, which permits what its scopes permit")
  func bearer() async throws {
    let app = AppUnderTest()
    let clock = TestClock()
    try await app.withServer(clock: clock) { server in
      let reply = try await server.token(
        try app.assertion(to: server, at: clock.now), scope: "okta.governance.accessRequests.read")
      #expect(reply.status == 200 && reply["Cache-Control"] == "no-store")
      let token = try reply.decode(Token.self)
      #expect(token.token_type == "Bearer" && token.expires_in == 3600)
      #expect(token.scope == "okta.governance.accessRequests.read" && SignedToken(token.access_token) == nil)
      let list = "/governance/api/v1/requests"
      let bearer = "Bearer \(token.access_token)"
      #expect(try await server.call("GET", list, authorization: bearer).status == 200)
      let create = try await server.call("POST", list, body: "{}", authorization: bearer)
      #expect(create.status == 403 && create["WWW-Authenticate"]?.contains("insufficient_scope") == true)
      #expect(try await server.call("GET", list, authorization: "SSWS \(token.access_token)").status == 401)
      clock.advance(3601)
      let late = try await server.call("GET", list, authorization: bearer)
      #expect(late.status == 401 && late["WWW-Authenticate"]?.contains(#"error="invalid_token""#) == true)
    }
  }

  @Test("the token endpoint rejects invalid assertions in OAuth's form and with Okta's texts")
  func refusals() async throws {
    let app = AppUnderTest()
    let other = SigningKey.generate()
    let clock = TestClock()
    try await app.withServer(clock: clock) { server in
      let now = clock.now.timeIntervalSince1970
      let claims: [(AppUnderTest.Members, AppUnderTest.Members, String)] = [
        (["kid": "key-2"], [:], "The client_assertion JWT kid is invalid."),
        (["kid": NSNull()], [:], "The client_assertion JWT kid is invalid."),
        (["alg": "HS256"], [:], "The client_assertion JWT signature algorithm is invalid."),
        (["alg": "none"], [:], "The client_assertion JWT signature algorithm is invalid."),
        (["alg": "RS256"], [:], "The client_assertion signature is invalid."),
        ([:], ["iss": "0oaUnknown"], "Invalid value for 'client_id' parameter."),
        ([:], ["sub": "0oaUnknown"], "The subject claim for client_assertion is not a valid client_id."),
        (
          [:], ["aud": "https://evil.example/oauth2/v1/token"],
          "The audience claim for client_assertion must be the endpoint invoked for the request."
        ),
        ([:], ["exp": now - 1], "The client_assertion token is expired."),
        ([:], ["exp": now + 3700], "The client_assertion token has an expiration too far into the future."),
        ([:], ["exp": NSNull()], "The client_assertion must contain the 'exp' claim as seconds since epoch."),
        ([:], ["iat": now + 30], "The client_assertion token must be issued before the current time."),
      ]
      for (header, claims, description) in claims {
        let assertion = try app.assertion(to: server, at: clock.now, header: header, claims: claims)
        try Self.expect(try await server.token(assertion), 401, "invalid_client", description)
      }
      let forged = try app.assertion(to: server, at: clock.now, key: other)
      try Self.expect(
        try await server.token(forged), 401, "invalid_client", "The client_assertion signature is invalid.")
      let text = "The parsing of the client_assertion failed."
      try Self.expect(try await server.token("abc"), 401, "invalid_client", text)
    }
  }

  @Test("an assertion is accepted once, and one without an id any number of times")
  func replay() async throws {
    let app = AppUnderTest()
    let clock = TestClock()
    try await app.withServer(clock: clock) { server in
      let assertion = try app.assertion(to: server, at: clock.now)
      #expect(try await server.token(assertion).status == 200)
      try Self.expect(
        try await server.token(assertion), 401, "invalid_client", "The client_assertion token has already been used.")
      let nameless = try app.assertion(to: server, at: clock.now, claims: ["jti": NSNull()])
      for _ in 0..<2 { #expect(try await server.token(nameless).status == 200) }
    }
  }

  @Test("the token endpoint grants only scopes of the app, and accepts only assertions")
  func scopesAndForms() async throws {
    let app = AppUnderTest()
    let clock = TestClock()
    try await app.withServer(clock: clock) { server in
      let cases: [(String, [String: String], Int, String, String)] = [
        ("openid", [:], 400, "invalid_scope", "One or more scopes are not configured"),
        ("", [:], 400, "invalid_scope", "One or more scopes are not configured"),
        ("okta.users.manage", [:], 400, "consent_required", "You are not allowed any"),
        (
          "okta.governance.accessRequests.read okta.users.manage", [:], 400, "invalid_scope",
          "not allowed for this request: [okta.users.manage]"
        ),
        ("okta.users.read", ["grant_type": "password"], 400, "unsupported_grant_type", "grant type"),
        ("okta.users.read", ["client_secret": "s"], 401, "invalid_client", "must use the private_key_jwt"),
        ("okta.users.read", ["client_assertion_type": ""], 401, "invalid_client", "No client credentials"),
      ]
      for (scope, form, status, error, description) in cases {
        let reply = try await server.token(try app.assertion(to: server, at: clock.now), scope: scope, form: form)
        let refusal = try reply.decode(APIError.self)
        #expect(reply.status == status && refusal.error == error, "\(reply.text)")
        #expect(refusal.error_description.contains(description))
      }
    }
  }

  @Test(
    "wants a proof with a nonce where the app's tokens are bound; even the reply that asks for it uses the assertion up"
  )
  func nonces() async throws {
    var app = AppUnderTest()
    app.isBound = true
    let bound = app
    let clock = TestClock()
    try await bound.withServer(clock: clock) { server in
      func assertion() throws -> String { try bound.assertion(to: server, at: clock.now) }
      func proof(_ nonce: String?) throws -> String {
        try bound.proof(
          of: "POST", server.tokenEndpoint, at: clock.now, claims: nonce.map { ["nonce": $0] } ?? [:])
      }
      let bare = try await server.token(try assertion())
      try Self.expect(bare, 400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")
      #expect(bare["DPoP-Nonce"] == nil)
      let used = try assertion()
      let asked = try await server.token(used, proofs: [try proof(nil)])
      let wanted = "Authorization server requires nonce in DPoP proof."
      try Self.expect(asked, 400, "use_dpop_nonce", wanted)
      let nonce = try #require(asked["DPoP-Nonce"])
      try Self.expect(
        try await server.token(used, proofs: [try proof(nonce)]), 401, "invalid_client",
        "The client_assertion token has already been used.")
      try Self.expect(try await server.token(try assertion(), proofs: [try proof("x")]), 400, "use_dpop_nonce", wanted)
      let good = try await server.token(try assertion(), proofs: [try proof(nonce)])
      #expect(try good.decode(Token.self).token_type == "DPoP" && good["DPoP-Nonce"] == nonce)
      // A nonce is given for a day and taken for three.
      clock.advance(86_401)
      let next = try await server.token(try assertion(), proofs: [try proof(nonce)])
      #expect(next.status == 200 && next["DPoP-Nonce"] != nonce)
      clock.advance(2 * 86_400)
      try Self.expect(
        try await server.token(try assertion(), proofs: [try proof(nonce)]), 400, "use_dpop_nonce", wanted)
    }
  }

  private static func expect(
    _ reply: HTTPReply, _ status: Int, _ error: String, _ description: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(reply.status == status, "\(reply.text)", sourceLocation: sourceLocation)
    #expect(
      try reply.decode(APIError.self) == APIError(error: error, error_description: description),
      sourceLocation: sourceLocation)
  }
}
