import Crypto
package import Foundation
import Model

/// The SHA-256 (FIPS 180-4) of something, as 64 hexadecimal digits.
package enum Fingerprint {
  /// That of bytes.
  package static func of(_ bytes: some DataProtocol) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }

  /// That of a text's UTF-8. Tables are searched by it where a text may be longer than a database indexes.
  static func of(_ text: String) -> String { of(Array(text.utf8)) }

  fileprivate static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { $0.digits(2, radix: 16) }.joined()
  }
}

/// The fingerprint of a text that is too long to be in memory at once.
package struct FingerprintStream {
  private static let chunk = 1 << 16

  private var hash = SHA256()
  private var pending: [UInt8] = []

  package init() {}

  /// Adds the next part of the text.
  package mutating func add(_ part: String) {
    pending += part.utf8
    guard pending.count >= Self.chunk else { return }
    hash.update(data: pending)
    pending.removeAll(keepingCapacity: true)
  }

  /// The fingerprint of all parts so far.
  package var text: String {
    var hash = hash
    hash.update(data: pending)
    return Fingerprint.hexadecimal(hash.finalize())
  }
}
