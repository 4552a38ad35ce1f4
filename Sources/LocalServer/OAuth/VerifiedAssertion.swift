import Foundation
import OktaWire

/// A valid assertion: the app that signed it, and until when its id must not be repeated.
struct VerifiedAssertion: Sendable {
  var client: RegisteredClient
  /// `jti`; an assertion without one may be repeated.
  var id: String?
  var end: Date

  /// Seconds between now and the expiration.
  private static let maximumLifetime: TimeInterval = 3600

  /// Checks everything that does not depend on earlier calls (RFC 7523, section 3; Okta's guide for service apps).
  init(
    _ text: String, to endpoint: String, of clients: [String: RegisteredClient], at now: Date
  ) throws(TokenEndpointError) {
    guard let token = SignedToken(text), let header = JSONValue(bytes: token.header),
      let claims = JSONValue(bytes: token.payload), case .object = claims
    else { throw .unparsableAssertion }
    guard let algorithm = header["alg"]?.text.flatMap(SignatureAlgorithm.init(rawValue:)) else {
      throw .assertionAlgorithm
    }
    guard let issuer = claims["iss"]?.text else { throw .issuer }
    guard let client = clients[issuer] else { throw .unknownClient }
    guard claims["sub"]?.text == issuer else { throw .subject }
    if let expected = client.key.id {
      guard header["kid"]?.text == expected else { throw .keyID }
    }
    guard token.isSigned(by: client.key.key, algorithm) else { throw .assertionSignature }
    guard claims.audiences.contains(endpoint) else { throw .audience }
    end = try Self.end(claims, at: now)
    self.client = client
    id = claims["jti"]?.text
  }

  private static func end(_ claims: JSONValue, at now: Date) throws(TokenEndpointError) -> Date {
    guard let expiration = claims["exp"]?.seconds else { throw .expirationMissing }
    let end = Date(timeIntervalSince1970: expiration)
    guard end > now else { throw .expired }
    guard end.timeIntervalSince(now) <= maximumLifetime else { throw .expiresTooLate }
    if let issued = claims["iat"]?.seconds, issued > now.timeIntervalSince1970 { throw .issuedInFuture }
    return end
  }
}

extension JSONValue {
  /// Seconds since 1970 (RFC 7519, section 2, NumericDate).
  var seconds: TimeInterval? {
    guard case .number(let number) = self, number.isFinite else { return nil }
    return number
  }

  /// The audiences of a token: a string or a list of strings (RFC 7519, section 4.1.3).
  fileprivate var audiences: [String] {
    guard case .array(let items)? = self["aud"] else { return [self["aud"]?.text].compactMap(\.self) }
    return items.compactMap(\.text)
  }
}
