package import Foundation

/// A JSON Web Signature in its compact form: `header.payload.signature`, each in base64url (RFC 7515, section 3.1).
package struct SignedToken: Hashable, Sendable {
  /// JSON.
  package let header: Data
  /// JSON, for the tokens that Writ knows.
  package let payload: Data
  package let signature: Data
  /// What is signed.
  package let signed: Data

  /// Takes a token apart; `nil` where it is none. Nothing is checked yet.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
      let signature = Base64URL.decode(parts[2])
    else { return nil }
    self.header = header
    self.payload = payload
    self.signature = signature
    signed = Data("\(parts[0]).\(parts[1])".utf8)
  }

  /// The compact text of a new token.
  package static func text(
    header: some Encodable, claims: some Encodable, signedWith key: SigningKey
  ) throws -> String {
    let signed = Base64URL.encode(try WireJSON.encode(header)) + "." + Base64URL.encode(try WireJSON.encode(claims))
    return signed + "." + Base64URL.encode(try key.signature(of: Data(signed.utf8)))
  }

  package func isSigned(by key: VerificationKey, _ algorithm: SignatureAlgorithm) -> Bool {
    key.verifies(signature, of: signed, algorithm)
  }
}
