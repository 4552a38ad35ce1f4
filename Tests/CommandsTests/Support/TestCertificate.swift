import Foundation
import TestKeys

/// Certificates that sign themselves, and their keys.
enum TestCertificate {
  static let hereKey = OpenSSL.ecKey()
  /// For 127.0.0.1 and localhost.
  static let here = certificate("IP:127.0.0.1,DNS:localhost", of: hereKey)

  /// For the address alone.
  static let addressOnly = certificate("IP:127.0.0.1", of: hereKey)
  /// For names of one domain.
  static let anyName = certificate("DNS:*.okta.test", of: hereKey)

  static let elsewhereKey = OpenSSL.ecKey()
  /// For another host.
  static let elsewhere = certificate("DNS:other.example", of: elsewhereKey)

  /// That of `here`, with other dates (UTCTime, RFC 5280, section 4.1.2.5.1): its signature does not count where the
  /// certificate itself is trusted.
  static let expired = dated(from: "200101000000Z", to: "200201000000Z")
  static let notYetValid = dated(from: "400101000000Z", to: "410101000000Z")

  private static func dated(from start: String, to end: String) -> String {
    let lines = here.split(separator: "\n").filter { !$0.hasPrefix("-") }
    var bytes = Array(Data(base64Encoded: lines.joined()) ?? Data())
    var dates = [end, start]
    // A time of 13 characters: tag 0x17, length 0x0D.
    for index in bytes.indices.dropLast(15) where bytes[index] == 0x17 && bytes[index + 1] == 0x0D {
      guard let date = dates.popLast() else { break }
      bytes.replaceSubrange(index + 2..<index + 15, with: Array(date.utf8))
    }
    return "-----BEGIN CERTIFICATE-----\n\(Data(bytes).base64EncodedString())\n-----END CERTIFICATE-----\n"
  }

  private static func certificate(_ names: String, of key: String) -> String {
    OpenSSL.output(
      "req -x509 -key /dev/stdin -days 2 -subj /CN=writ-test -addext subjectAltName=\(names)", reading: key)
  }
}
