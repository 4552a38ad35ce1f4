/// Why a text is not a usable key; none of these shows it.
package enum KeyError: Error, Hashable, Sendable {
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
