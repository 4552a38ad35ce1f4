import Crypto
import CryptoExtras
package import Foundation

/// The algorithms of signatures that Okta takes (RFC 7518, section 3.1).
package enum SignatureAlgorithm: String, Hashable, Sendable, CaseIterable {
  case rs256 = "RS256"
  case rs384 = "RS384"
  case rs512 = "RS512"
  case es256 = "ES256"
  case es384 = "ES384"
  case es512 = "ES512"
}

/// A public key that signatures are checked with.
package struct VerificationKey: Sendable {
  private enum Key: Sendable {
    case rsa(_RSA.Signing.PublicKey)
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
  }

  private let key: Key
  /// Public members only.
  package let jwk: JSONWebKey
  /// RFC 7638.
  package let thumbprint: String

  /// RSA of 2048 bits or more, or EC on P-256, P-384 or P-521; private members of `jwk` are left out.
  package init(_ jwk: JSONWebKey) throws(KeyError) {
    guard let thumbprint = jwk.thumbprint else { throw .unknownKind }
    self.jwk = jwk.publicPart
    self.thumbprint = thumbprint
    do {
      key = try Self.key(jwk)
    } catch let problem as KeyError {
      throw problem
    } catch {
      throw .notAKey
    }
  }

  /// The PEM of a public key: SubjectPublicKeyInfo (RFC 5280) or, for RSA, PKCS#1.
  package init(pem: String) throws(KeyError) {
    if let rsa = try? _RSA.Signing.PublicKey(pemRepresentation: pem), let numbers = try? rsa.getKeyPrimitives() {
      try self.init(JSONWebKey(rsaModulus: numbers.modulus, exponent: numbers.publicExponent))
    } else if let key = try? P256.Signing.PublicKey(pemRepresentation: pem) {
      try self.init(JSONWebKey(curve: "P-256", point: key.rawRepresentation))
    } else if let key = try? P384.Signing.PublicKey(pemRepresentation: pem) {
      try self.init(JSONWebKey(curve: "P-384", point: key.rawRepresentation))
    } else if let key = try? P521.Signing.PublicKey(pemRepresentation: pem) {
      try self.init(JSONWebKey(curve: "P-521", point: key.rawRepresentation))
    } else {
      throw .notAKey
    }
  }

  private static func key(_ jwk: JSONWebKey) throws -> Key {
    if jwk.kty == "RSA" {
      guard let n = jwk.n.flatMap({ Base64URL.decode($0) }), let e = jwk.e.flatMap({ Base64URL.decode($0) }) else {
        throw KeyError.notAKey
      }
      guard n.count >= 256 else { throw KeyError.tooShort }
      return .rsa(try _RSA.Signing.PublicKey(n: n, e: e))
    }
    guard let x = jwk.x.flatMap({ Base64URL.decode($0) }), let y = jwk.y.flatMap({ Base64URL.decode($0) }) else {
      throw KeyError.notAKey
    }
    switch jwk.crv {
    case "P-256": return .p256(try P256.Signing.PublicKey(rawRepresentation: x + y))
    case "P-384": return .p384(try P384.Signing.PublicKey(rawRepresentation: x + y))
    case "P-521": return .p521(try P521.Signing.PublicKey(rawRepresentation: x + y))
    default: throw KeyError.unknownKind
    }
  }

  /// Whether this key signed `message` so; an algorithm of another kind of key is a no.
  package func verifies(_ signature: Data, of message: Data, _ algorithm: SignatureAlgorithm) -> Bool {
    switch (key, algorithm) {
    case (.rsa(let key), .rs256): key.verifies(signature, of: SHA256.hash(data: message))
    case (.rsa(let key), .rs384): key.verifies(signature, of: SHA384.hash(data: message))
    case (.rsa(let key), .rs512): key.verifies(signature, of: SHA512.hash(data: message))
    case (.p256(let key), .es256):
      (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map { key.isValidSignature($0, for: message) }
        ?? false
    case (.p384(let key), .es384):
      (try? P384.Signing.ECDSASignature(rawRepresentation: signature)).map { key.isValidSignature($0, for: message) }
        ?? false
    case (.p521(let key), .es512):
      (try? P521.Signing.ECDSASignature(rawRepresentation: signature)).map { key.isValidSignature($0, for: message) }
        ?? false
    default: false
    }
  }
}

/// Two keys are equal where their thumbprints are.
extension VerificationKey: Hashable {
  package static func == (one: VerificationKey, other: VerificationKey) -> Bool { one.thumbprint == other.thumbprint }

  package func hash(into hasher: inout Hasher) { hasher.combine(thumbprint) }
}

extension _RSA.Signing.PublicKey {
  fileprivate func verifies(_ signature: Data, of digest: some Digest) -> Bool {
    isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
  }
}
