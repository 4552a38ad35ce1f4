import Foundation
import OktaWire
import Testing
import TestKeys

@Suite("Keys and signatures")
struct SignatureTests {
  private struct JWKHeader: Decodable {
    var jwk: JSONWebKey
  }

  private struct Alg: Encodable {
    var alg: String
  }

  private func jwk(_ text: String) throws -> JSONWebKey {
    try JSONDecoder().decode(JSONWebKey.self, from: Data(text.utf8))
  }

  @Test("the tokens of RFC 7515 are verified, and no token that was changed")
  func verification() throws {
    for (keyText, text, algorithm) in [
      (Vectors.rsaKey, Vectors.rsaToken, SignatureAlgorithm.rs256), (Vectors.ecKey, Vectors.ecToken, .es256),
    ] {
      let key = try VerificationKey(try jwk(keyText))
      let token = try #require(SignedToken(text))
      #expect(token.isSigned(by: key, algorithm))
      for other in SignatureAlgorithm.allCases where other != algorithm { #expect(!token.isSigned(by: key, other)) }
      let forged = text.replacing("eyJpc3MiOiJqb2Ui", with: "eyJpc3MiOiJKb2Ui")
      #expect(try !#require(SignedToken(forged)).isSigned(by: key, algorithm))
      #expect(!key.jwk.isPrivate)
    }
  }

  @Test("signatures are those of RFC 7515, with the primes of an RSA key and without them")
  func signing() throws {
    let token = try #require(SignedToken(Vectors.rsaToken))
    let withPrimes = Vectors.rsaKey.replacing(#""e":"AQAB""#, with: #""e":"AQAB","# + Vectors.rsaPrimes)
    for text in [Vectors.rsaKey, withPrimes] {
      let key = try SigningKey(text: text)
      #expect(key.algorithm == .rs256)
      #expect(try key.signature(of: token.signed) == token.signature)
    }
    // An ECDSA signature is another one each time.
    let key = try SigningKey(text: Vectors.ecKey)
    let signed = try SignedToken.text(header: Alg(alg: "ES256"), claims: ["iss": "joe"], signedWith: key)
    #expect(try #require(SignedToken(signed)).isSigned(by: key.publicKey, .es256))
    #expect(key.algorithm == .es256)
  }

  @Test("thumbprints are those that RFC 7638 and RFC 9449 print")
  func thumbprints() throws {
    #expect(try jwk(Vectors.thumbprintKey).thumbprint == Vectors.thumbprint)
    let proof = try #require(SignedToken(Vectors.proof))
    let key = try JSONDecoder().decode(JWKHeader.self, from: proof.header).jwk
    #expect(key.thumbprint == Vectors.proofThumbprint)
    #expect(proof.isSigned(by: try VerificationKey(key), .es256))
    #expect(Base64URL.sha256(Vectors.boundToken) == Vectors.boundTokenHash)
  }

  @Test("keys are read from PEM of every kind that openssl writes, also with \\n for line ends")
  func pem() throws {
    for pem in [PEMSamples.pkcs1, PEMSamples.pkcs8] {
      let key = try SigningKey(text: pem)
      #expect(key.algorithm == .rs256)
      #expect(try SigningKey(text: pem.replacing("\n", with: "\\n")) == key)
      #expect(try VerificationKey(pem: PEMSamples.rsaPublic).thumbprint == key.publicKey.thumbprint)
    }
    for pem in [PEMSamples.sec1, PEMSamples.sec1WithParameters, PEMSamples.ecPKCS8] {
      let key = try SigningKey(text: pem)
      #expect(key.algorithm == .es256)
      #expect(try VerificationKey(pem: PEMSamples.ecPublic).thumbprint == key.publicKey.thumbprint)
    }
  }

  @Test("keys are read without line ends, in quotes, in base64, and among what else a file may hold")
  func damaged() throws {
    func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    for pem in [PEMSamples.pkcs1, PEMSamples.pkcs8, PEMSamples.sec1, PEMSamples.ecPKCS8] {
      let key = try SigningKey(text: pem)
      let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }
      let wrapped = base64(pem).enumerated().map { $0 % 76 == 75 ? "\($1)\n" : "\($1)" }.joined()
      for text in [
        pem.replacing("\n", with: " "), pem.replacing("\n", with: ""), pem.replacing("\n", with: "\r\n"),
        pem.replacing("\n", with: "\\r\\n"), "\"\(pem)\"", "'\(pem.replacing("\n", with: "\\n"))'", "\u{FEFF}\(pem)",
        "Bag Attributes\n  friendlyName: Über\n\(pem)\n\(PEMSamples.ecPublic)", base64(pem), wrapped,
        "'\(base64(pem))'",
        body.joined(), body.joined(separator: "\n"),
      ] {
        #expect(try SigningKey(text: text) == key, "\(text.prefix(60))")
      }
    }
    let jwk = Vectors.ecKey
    let key = try SigningKey(text: jwk)
    for text in ["'\(jwk)'", "\"\(jwk.replacing("\"", with: "\\\""))\"", base64(jwk)] {
      #expect(try SigningKey(text: text) == key)
    }
  }

  @Test("unusable keys are refused with a reason that does not show them")
  func refused() throws {
    let cases: [(String, KeyError)] = [
      ("", .notAKey), ("abc", .notAKey), ("{}", .notAKey), (PEMSamples.encrypted, .encrypted),
      (PEMSamples.ecPublic, .publicOnly), (PEMSamples.p384, .otherCurve), (PEMSamples.rsa1024, .tooShort),
      (PEMSamples.encrypted.replacing("\n", with: " "), .encrypted),
      (Data(PEMSamples.ecPublic.utf8).base64EncodedString(), .publicOnly),
      ("-----BEGIN PRIVATE KEY-----\n%%%%\n-----END PRIVATE KEY-----", .notAKey),
      ("-----BEGIN PRIVATE KEY-----", .notAKey),
      (#"{"kty":"oct","k":"c2VjcmV0"}"#, .unknownKind), (Vectors.thumbprintKey, .publicOnly),
      // A private number that belongs to another point.
      (Vectors.ecKey.replacing("\"d\":\"jpsQ", with: "\"d\":\"jpsR"), .notAKey),
    ]
    for (text, problem) in cases {
      let found = #expect(throws: KeyError.self) { try SigningKey(text: text) }
      #expect(found == problem, "\(text.prefix(40))")
    }
  }

  @Test("keys never show more than their thumbprint, however they are printed")
  func redaction() throws {
    let key = try SigningKey(text: Vectors.ecKey)
    var dumped = ""
    dump(key, to: &dumped)
    dump(try jwk(Vectors.ecKey), to: &dumped)
    for text in ["\(key)", String(reflecting: key), "\(try jwk(Vectors.ecKey))", dumped] {
      #expect(!text.contains("jpsQ") && text.contains(key.publicKey.thumbprint))
    }
  }
}
