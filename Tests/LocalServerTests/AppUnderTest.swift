import Foundation
import LocalServer
import OktaWire
import Testing

/// A service app that a test's server knows by its seed, and all that such an app sends.
struct AppUnderTest: Sendable {
  let key = SigningKey.generate()
  let proofKey = SigningKey.generate()
  var id = "0oaWritTestApp000001"
  var isBound = false

  /// A JSON object whose members a test changes.
  typealias Members = [String: any Sendable]

  func seed() throws -> String {
    let jwk = String(decoding: try JSONEncoder().encode(key.publicKey.jwk), as: UTF8.self)
    return """
      requestTypes:
        - id: \(vpn)
          name: vpn
      clients:
        - id: \(id)
          publicKey: \(jwk)
          keyId: key-1
          scopes: [okta.governance.accessRequests.read, okta.governance.accessRequests.manage]
          dpop: \(isBound)
      """
  }

  /// Runs a server that knows the app.
  func withServer<Value: Sendable>(
    _ settings: LocalServerSettings = LocalServerSettings(), clock: TestClock? = nil,
    _ body: @Sendable @escaping (ServerUnderTest) async throws -> Value
  ) async throws -> Value {
    try await withSeed(try seed(), settings, clock: clock, body)
  }

  /// An assertion; `header` and `claims` replace members, and `NSNull` takes one out.
  func assertion(
    to server: ServerUnderTest, at date: Date, header: Members = [:], claims: Members = [:], key: SigningKey? = nil
  ) throws -> String {
    let now = date.timeIntervalSince1970
    return try Self.token(
      ["alg": "ES256", "kid": "key-1"].merging(header) { $1 },
      [
        "iss": id, "sub": id, "aud": server.origin + "/oauth2/v1/token", "iat": now.rounded(.down), "exp": now + 300,
        "jti": UUID().uuidString,
      ].merging(claims) { $1 }, key ?? self.key)
  }

  func proof(
    of method: String, _ url: String, at date: Date, header: Members = [:], claims: Members = [:],
    key: SigningKey? = nil
  ) throws -> String {
    let key = key ?? proofKey
    let jwk = try JSONSerialization.jsonObject(with: JSONEncoder().encode(key.publicKey.jwk)) as? [String: String]
    return try Self.token(
      ["typ": "dpop+jwt", "alg": "ES256", "jwk": jwk ?? [:]].merging(header) { $1 },
      ["htm": method, "htu": url, "iat": date.timeIntervalSince1970.rounded(.down), "jti": UUID().uuidString]
        .merging(claims) { $1 }, key)
  }

  private static func token(_ header: Members, _ claims: Members, _ key: SigningKey) throws -> String {
    let parts = try [header, claims].map { members in
      Base64URL.encode(
        try JSONSerialization.data(
          withJSONObject: members.filter { !($0.value is NSNull) }, options: [.withoutEscapingSlashes]))
    }
    let signed = parts.joined(separator: ".")
    return signed + "." + Base64URL.encode(try key.signature(of: Data(signed.utf8)))
  }
}

extension ServerUnderTest {
  static let bothScopes = "okta.governance.accessRequests.read okta.governance.accessRequests.manage"

  /// Asks for a token.
  func token(
    _ assertion: String, scope: String = bothScopes, proofs: [String] = [], form: [String: String] = [:]
  ) async throws -> HTTPReply {
    let fields = [
      "grant_type": "client_credentials", "scope": scope, "client_assertion": assertion,
      "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    ].merging(form) { $1 }
    let body = fields.filter { !$0.value.isEmpty }.map { "\($0)=\(PercentEncoding.encode($1))" }
    return try await call(
      "POST", "/oauth2/v1/token", body: body.joined(separator: "&"), contentType: "application/x-www-form-urlencoded",
      authorization: nil, proofs: proofs)
  }

  var tokenEndpoint: String { origin + "/oauth2/v1/token" }
}
