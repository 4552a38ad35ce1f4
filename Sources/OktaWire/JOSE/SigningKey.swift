import Crypto
import CryptoExtras
package import Foundation
import Model

/// A private key that tokens are signed with. No text of it ever shows more than its public thumbprint.
package struct SigningKey: Sendable {
  private enum Key: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
  }

  private let key: Key
  package let publicKey: VerificationKey
  /// The `kid` that a JWK gave itself.
  package let ownID: String?

  package var algorithm: SignatureAlgorithm {
    switch key {
    case .rsa: .rs256
    case .p256: .es256
    }
  }

  /// A new P-256 key.
  package static func generate() -> SigningKey { SigningKey(P256.Signing.PrivateKey()) }

  /// The text of a key: PEM (PKCS#1, PKCS#8 or SEC 1, not encrypted) or a JWK; RSA of 2048 bits or more, or EC on P-256.
  /// As in environment variables, it may be in quotes, in base64, and without line ends or with `\n` for them.
  package init(text: String) throws(KeyError) {
    let text = Self.withoutBase64(text.plainKey)
    if text.hasPrefix("{") { try self.init(jwk: text) } else { try self.init(pem: text) }
  }

  /// PEM or JSON for what is base64 of one of them, or of what PEM has between its first and last line.
  private static func withoutBase64(_ text: String) -> String {
    guard !text.hasPrefix("{"), !text.contains("-----BEGIN "),
      let data = Data(base64Encoded: text.filter { !$0.isWhitespace })
    else { return text }
    if let inner = String(validating: data, as: UTF8.self)?.plainKey,
      inner.hasPrefix("{") || inner.contains("-----BEGIN ")
    {
      return inner
    }
    // Its length and contents show which kind of key it is; the reader of PEM goes by the label.
    let kinds = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]
    let blocks = kinds.map { PEMBlock(label: $0, body: data.base64EncodedString()).text }
    return blocks.first { (try? SigningKey(pem: $0)) != nil } ?? blocks[0]
  }

  private init(jwk text: String) throws(KeyError) {
    guard let jwk = try? WireJSON.decode(JSONWebKey.self, from: Data(text.utf8)) else { throw .notAKey }
    guard let d = jwk.d else { throw jwk.k == nil ? .publicOnly : .unknownKind }
    guard let number = Base64URL.decode(d) else { throw .notAKey }
    let publicKey = try VerificationKey(jwk)
    do {
      switch (jwk.kty, jwk.crv) {
      case ("RSA", _): key = .rsa(try Self.rsa(jwk, d: number))
      case ("EC", "P-256"):
        let p256 = try P256.Signing.PrivateKey(rawRepresentation: number)
        // The point must be the private number's own.
        let own = JSONWebKey(curve: "P-256", point: p256.publicKey.rawRepresentation)
        guard own.thumbprint == publicKey.thumbprint else { throw KeyError.notAKey }
        key = .p256(p256)
      default: throw KeyError.otherCurve
      }
    } catch let problem as KeyError {
      throw problem
    } catch {
      throw .notAKey
    }
    self.publicKey = publicKey
    ownID = jwk.kid
  }

  private static func rsa(_ jwk: JSONWebKey, d: Data) throws -> _RSA.Signing.PrivateKey {
    guard let n = Base64URL.decode(jwk.n ?? ""), let e = Base64URL.decode(jwk.e ?? "") else { throw KeyError.notAKey }
    // A JWK may leave the primes out (RFC 7518, section 6.3.2); then they are found from the other numbers.
    guard let p = jwk.p.flatMap({ Base64URL.decode($0) }), let q = jwk.q.flatMap({ Base64URL.decode($0) }) else {
      return try ._createFromNumbers(n: n, e: e, d: d)
    }
    return try _RSA.Signing.PrivateKey(n: n, e: e, d: d, p: p, q: q)
  }

  private init(pem text: String) throws(KeyError) {
    let pem = try PEMBlock(keyIn: text).text
    if let rsa = try? _RSA.Signing.PrivateKey(unsafePEMRepresentation: pem) {
      guard rsa.keySizeInBits >= 2048 else { throw .tooShort }
      guard let numbers = try? rsa.publicKey.getKeyPrimitives() else { throw .notAKey }
      let jwk = JSONWebKey(rsaModulus: numbers.modulus, exponent: numbers.publicExponent)
      self.init(key: .rsa(rsa), publicKey: try VerificationKey(jwk))
    } else if let p256 = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
      self.init(p256)
    } else {
      let isOtherCurve =
        (try? P384.Signing.PrivateKey(pemRepresentation: pem)) != nil
        || (try? P521.Signing.PrivateKey(pemRepresentation: pem)) != nil
      throw isOtherCurve ? .otherCurve : .notAKey
    }
  }

  private init(_ p256: P256.Signing.PrivateKey) {
    do throws(KeyError) {
      let jwk = JSONWebKey(curve: "P-256", point: p256.publicKey.rawRepresentation)
      self.init(key: .p256(p256), publicKey: try VerificationKey(jwk))
    } catch {
      preconditionFailure("a P-256 key has a public part: \(error)")
    }
  }

  private init(key: Key, publicKey: VerificationKey) {
    self.key = key
    self.publicKey = publicKey
    ownID = nil
  }

  /// The signature of `message` with `algorithm`.
  package func signature(of message: Data) throws -> Data {
    switch key {
    case .rsa(let key):
      try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation
    case .p256(let key): try key.signature(for: message).rawRepresentation
    }
  }
}

/// Two keys are equal where their public parts are.
extension SigningKey: Hashable {
  package static func == (one: SigningKey, other: SigningKey) -> Bool {
    one.publicKey.thumbprint == other.publicKey.thumbprint
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(publicKey.thumbprint) }
}

extension SigningKey: Redacted {
  package var description: String { "\(algorithm.rawValue) key \(publicKey.thumbprint)" }
}

extension String {
  /// A key's text without quotes and what escapes they brought.
  fileprivate var plainKey: String {
    let text = unquoted
    return text.hasPrefix("{\\\"") ? text.replacing("\\\"", with: "\"") : text
  }
}
