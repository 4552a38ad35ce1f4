package import Foundation
package import OktaWire
import Synchronization

/// Signs the proofs that bind a token to this run's key (RFC 9449, section 4). The key lives as long as this value, in
/// memory only; each proof is made for one attempt of one call and is never used again.
package final class DPoPProofSigner: Sendable {
  private struct Header: Encodable {
    var typ = "dpop+jwt"
    var alg: String
    var jwk: JSONWebKey
  }

  private struct Claims: Encodable {
    var jti: String
    var htm: String
    var htu: String
    var iat: Int
    var ath: String?
    var nonce: String?
  }

  /// Who asks for nonces, each of its own (RFC 9449, sections 8 and 9).
  package enum Server: Hashable, Sendable {
    /// The token endpoint.
    case authorization
    /// The API.
    case resource
  }

  /// What the token is bound to.
  package let key: SigningKey
  private let now: @Sendable () -> Date
  private let newID: @Sendable () -> String
  private let nonces = Mutex<[Server: String]>([:])

  /// `newID` gives each proof an id (`jti`) that no other has.
  package init(
    key: SigningKey = .generate(), now: @escaping @Sendable () -> Date, newID: @escaping @Sendable () -> String
  ) {
    self.key = key
    self.now = now
    self.newID = newID
  }

  /// Keeps a nonce that a reply brought (header `DPoP-Nonce`) for the proofs to come.
  package func keep(nonce: String?, of server: Server) {
    guard let nonce else { return }
    nonces.withLock { $0[server] = nonce }
  }

  /// The nonce that a proof made now holds.
  package func nonce(of server: Server) -> String? { nonces.withLock { $0[server] } }

  /// A new proof for one attempt. `url` may have a query: a proof leaves it out (section 4.2). `token` is the
  /// access token that the call presents, if it does.
  package func proof(
    of method: String, _ url: String, token: String?, for server: Server
  ) throws -> String {
    let claims = Claims(
      jti: newID(), htm: method, htu: String(url.prefix { $0 != "?" && $0 != "#" }),
      iat: Int(now().timeIntervalSince1970), ath: token.map(Base64URL.sha256), nonce: nonces.withLock { $0[server] })
    let header = Header(alg: key.algorithm.rawValue, jwk: key.publicKey.jwk)
    return try SignedToken.text(header: header, claims: claims, signedWith: key)
  }
}
