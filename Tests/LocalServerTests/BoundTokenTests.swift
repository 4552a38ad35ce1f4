import Foundation
import OktaWire
import Testing

@testable import LocalServer

@Suite("calls with bound tokens")
struct BoundTokenTests {
  private struct Token: Decodable {
    var access_token: String
  }

  private static let path = "/governance/api/v1/requests"

  private static var app: AppUnderTest {
    var app = AppUnderTest()
    app.isBound = true
    return app
  }

  /// A token bound to the app's proof key.
  private static func token(_ app: AppUnderTest, _ server: ServerUnderTest, _ clock: TestClock) async throws -> String {
    let first = try await server.token(
      try app.assertion(to: server, at: clock.now),
      proofs: [try app.proof(of: "POST", server.tokenEndpoint, at: clock.now)])
    let nonce = try #require(first["DPoP-Nonce"])
    let proof = try app.proof(of: "POST", server.tokenEndpoint, at: clock.now, claims: ["nonce": nonce])
    let reply = try await server.token(try app.assertion(to: server, at: clock.now), proofs: [proof])
    return try reply.decode(Token.self).access_token
  }

  @Test("a call with a bound token needs a new proof, and a used one is rejected")
  func proofs() async throws {
    let app = Self.app
    let clock = TestClock()
    try await app.withServer(clock: clock) { server in
      let token = try await Self.token(app, server, clock)
      let proof = try app.proof(
        of: "GET", server.origin + Self.path, at: clock.now, claims: ["ath": Base64URL.sha256(token)])
      let query = Self.path + "?limit=1"
      #expect(try await server.call("GET", query, authorization: "DPoP \(token)", proofs: [proof]).status == 200)
      let again = try await server.call("GET", query, authorization: "DPoP \(token)", proofs: [proof])
      #expect(again.status == 400 && again.body.isEmpty)
      #expect(
        again["WWW-Authenticate"] == """
          DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", \
          authorization_uri="\(server.origin)/oauth2/v1/authorize", realm="\(server.origin)", \
          scope="okta.governance.accessRequests.read", error="invalid_dpop_proof", \
          error_description="The DPoP proof JWT has already been used.", resource="\(Self.path)"
          """)
    }
  }

  @Test("a bound token is rejected as a bearer token, and with an invalid proof")
  func refusals() async throws {
    let app = Self.app
    let clock = TestClock()
    let stranger = SigningKey.generate()
    try await app.withServer(clock: clock) { server in
      let token = try await Self.token(app, server, clock)
      let bearer = try await server.call("GET", Self.path, authorization: "Bearer \(token)")
      #expect(bearer.status == 400)
      let challenge = try #require(bearer["WWW-Authenticate"])
      #expect(challenge.hasPrefix("Bearer ") && challenge.contains("The resource request requires a DPoP proof."))
      let now = clock.now.timeIntervalSince1970
      let cases: [(AppUnderTest.Members, AppUnderTest.Members, SigningKey?, String)] = [
        (["typ": "JWT"], [:], nil, "'typ' must be 'dpop+jwt'"),
        (["alg": "HS256"], [:], nil, "signature algorithm is invalid"),
        (["alg": "ES384"], [:], nil, "signature is invalid"),
        (["jwk": ["kty": "EC", "d": "AAAA"]], [:], nil, "The DPoP proof JWT is invalid."),
        (["jwk": ["kty": "oct", "k": "AAAA"]], [:], nil, "The DPoP proof JWT is invalid."),
        (["jwk": NSNull()], [:], nil, "The DPoP proof JWT is invalid."),
        ([:], ["htm": "POST"], nil, "'htm' claim"),
        ([:], ["htu": server.origin + "/governance/api/v1/request-types"], nil, "'htu' claim"),
        ([:], ["htu": "https://127.0.0.1" + Self.path], nil, "'htu' claim"),
        ([:], ["iat": now + 60], nil, "issued in the future"), ([:], ["iat": now - 301], nil, "more than five minutes"),
        ([:], ["iat": "now"], nil, "'iat' claim"), ([:], ["jti": NSNull()], nil, "'jti' claim"),
        ([:], ["ath": NSNull()], nil, "'ath' claim"), ([:], ["ath": Base64URL.sha256("x")], nil, "'ath' claim"),
        ([:], [:], stranger, "not bound to the provided DPoP proof"),
      ]
      for (header, claims, key, text) in cases {
        let proof = try app.proof(
          of: "GET", server.origin + Self.path, at: clock.now, header: header,
          claims: ["ath": Base64URL.sha256(token)].merging(claims) { $1 }, key: key)
        let reply = try await server.call("GET", Self.path, authorization: "DPoP \(token)", proofs: [proof])
        #expect(reply.status == 400)
        #expect(reply["WWW-Authenticate"]?.contains(text) == true, "\(text): \(reply["WWW-Authenticate"] ?? "")")
      }
      let bare = try await server.call("GET", Self.path, authorization: "DPoP \(token)")
      #expect(bare.status == 400 && bare["WWW-Authenticate"]?.contains("header is missing") == true)
      let unknown = try await server.call("GET", Self.path, authorization: "DPoP unknown")
      #expect(unknown.status == 401)
    }
  }

  @Test("the proof in RFC 9449 is valid at its time and for its call")
  func vector() throws {
    let moment = Date(timeIntervalSince1970: 1_562_262_700)
    let proof = try VerifiedProof([Self.printed], of: "POST", "https://server.example.com/token", at: moment)
    #expect(proof.thumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" && proof.id == "-BwC3ESc6acc2lTc")
    #expect(throws: DPoPProofError.tooOld) {
      try VerifiedProof([Self.printed], of: "POST", "https://server.example.com/token", at: moment + 300)
    }
    let bound = try VerifiedProof(
      [Self.printedWithToken], of: "GET", "https://resource.example.org/protectedresource", at: moment)
    #expect(bound.tokenHash == Base64URL.sha256("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"))
  }

  /// RFC 9449, section 4.1.
  private static let printed =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
  /// RFC 9449, section 7.1.
  private static let printedWithToken =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
}
