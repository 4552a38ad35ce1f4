import Foundation
import OktaWire

/// The token with which a service app proves who it is (RFC 7523, section 3): good for one call.
struct ClientAssertion: Encodable {
  var iss: String
  var sub: String
  var aud: String
  var iat: Int
  var exp: Int
  var jti: String

  /// Seconds. Okta takes an hour at most; less leaves room for clocks that differ.
  static let lifetime = 300

  private struct Header: Encodable {
    var alg: String
    var kid: String?
    var typ = "JWT"
  }

  init(clientID: String, audience: String, at date: Date, id: String) {
    iss = clientID
    sub = clientID
    aud = audience
    iat = Int(date.timeIntervalSince1970)
    exp = iat + Self.lifetime
    jti = id
  }

  func text(signedWith key: SigningKey, id: String?) throws -> String {
    try SignedToken.text(
      header: Header(alg: key.algorithm.rawValue, kid: id ?? key.ownID), claims: self, signedWith: key)
  }
}
