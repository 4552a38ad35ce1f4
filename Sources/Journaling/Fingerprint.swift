import Crypto
import Foundation
import Model

/// Short stand-ins for texts that tables are searched by: a message may be longer than a database indexes.
enum Fingerprint {
  /// The SHA-256 of a text's UTF-8, as 64 hexadecimal digits.
  static func of(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).map { $0.digits(2, radix: 16) }.joined()
  }
}
