import Crypto
package import Foundation
import Model

/// The SHA-256 (FIPS 180-4) of something, as 64 hexadecimal digits.
package enum Fingerprint {
  /// That of bytes.
  package static func of(_ bytes: some DataProtocol) -> String {
    SHA256.hash(data: bytes).map { $0.digits(2, radix: 16) }.joined()
  }

  /// That of a text's UTF-8. Tables are searched by it where a text may be longer than a database indexes.
  static func of(_ text: String) -> String { of(Array(text.utf8)) }
}
