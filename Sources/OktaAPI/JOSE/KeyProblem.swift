import Foundation

/// Why a text is no key that can be used; none of these shows it.
package enum KeyProblem: Error, Hashable, Sendable {
  case notAKey
  case encrypted
  case publicOnly
  case tooShort
  case otherCurve
  case unknownKind

  /// The rest of a sentence that begins with "the private key" or "the key".
  package var text: String {
    switch self {
    case .notAKey: "cannot be read; give it as PEM (PKCS#1, PKCS#8 or SEC 1) or as a JWK"
    case .encrypted: "is encrypted; decrypt it first, for example with openssl pkey -in key.pem -out plain.pem"
    case .publicOnly: "is a public one; give the private key that belongs to it"
    case .tooShort: "is shorter than 2048 bits; make a longer one, for example with openssl genrsa 2048"
    case .otherCurve: "is on another curve than P-256; make one on P-256, or an RSA key"
    case .unknownKind: "is neither an RSA nor an EC key"
    }
  }
}

/// The part of a PEM text that holds a private key (RFC 7468): files may hold EC parameters or certificates as well.
struct PEMBlock {
  /// From `-----BEGIN` to the end of the `-----END` line, with one newline behind each line.
  let text: String

  init(keyIn text: String) throws(KeyProblem) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    guard let begin = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("PRIVATE KEY-----") })
    else {
      let isPublic = lines.contains { $0.hasPrefix("-----BEGIN ") && ($0.contains("PUBLIC") || $0.contains("CERTIF")) }
      throw isPublic ? .publicOnly : .notAKey
    }
    guard let end = lines[begin...].firstIndex(where: { $0.hasPrefix("-----END ") }) else { throw .notAKey }
    let block = lines[begin...end]
    guard !block.contains(where: { $0.contains("ENCRYPTED") }) else { throw .encrypted }
    self.text = block.joined(separator: "\n") + "\n"
  }
}
