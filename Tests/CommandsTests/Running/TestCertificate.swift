import TestKeys

/// Certificates that sign themselves, and their keys.
enum TestCertificate {
  static let hereKey = OpenSSL.ecKey()
  /// For 127.0.0.1 and localhost.
  static let here = certificate("IP:127.0.0.1,DNS:localhost", of: hereKey)

  static let elsewhereKey = OpenSSL.ecKey()
  /// For another host.
  static let elsewhere = certificate("DNS:other.example", of: elsewhereKey)

  private static func certificate(_ names: String, of key: String) -> String {
    OpenSSL.output(
      "req -x509 -key /dev/stdin -days 2 -subj /CN=writ-test -addext subjectAltName=\(names)", reading: key)
  }
}
