import Crypto
package import Foundation
import Model

/// Base64 with the alphabet for URLs and without padding (RFC 7515, section 2).
package enum Base64URL {
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text = Data(bytes).base64EncodedString()
    text.replace("+", with: "-")
    text.replace("/", with: "_")
    return text.trimmingCharacters(in: ["="])
  }

  /// The SHA-256 of a text's UTF-8: a key's thumbprint (RFC 7638, section 3), and the claim `ath` for an access token
  /// (RFC 9449, section 4.2).
  package static func sha256(_ text: String) -> String { encode(SHA256.hash(data: Data(text.utf8))) }

  /// So many random words of 64 bits.
  package static func random(words count: Int, _ random: () -> UInt64) -> String {
    encode((0..<count).flatMap { _ in withUnsafeBytes(of: random().bigEndian, Array.init) })
  }

  /// `nil` for any character outside the alphabet, padding and white space included.
  package static func decode(_ text: some StringProtocol) -> Data? {
    guard text.utf8.allSatisfy({ $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) else {
      return nil
    }
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
  }
}
