import Foundation
import NIOSSL
import OktaWire

/// Which CA certificates the settings mean, by the variables that OpenSSL reads.
extension LayeredSettings {
  /// The certificates of `SSL_CERT_FILE` and of all files in the folders of `SSL_CERT_DIR` (with colons between), each as
  /// PEM; `nil` where neither is set. A file or folder without any is a problem, not an empty trust.
  mutating func trustedCertificates(
    _ environment: [String: String], _ read: (String) throws -> String, _ list: (String) throws -> [String]
  ) -> [String]? {
    var certificates: [String]?
    if let path = environment["SSL_CERT_FILE"], !path.isBlank {
      let found = Self.certificates(in: path, read)
      if found.isEmpty { addProblem(.trustFile(path), at: RawSetting(path, at: "SSL_CERT_FILE")) }
      certificates = found
    }
    if let folders = environment["SSL_CERT_DIR"], !folders.isBlank {
      let found = folders.split(separator: ":").flatMap { folder in
        let names = (try? list(String(folder))) ?? []
        return names.sorted().flatMap { Self.certificates(in: "\(folder)/\($0)", read) }
      }
      if found.isEmpty { addProblem(.trustFolder(folders), at: RawSetting(folders, at: "SSL_CERT_DIR")) }
      certificates = (certificates ?? []) + found
    }
    // The folders of a system hold each certificate under several names.
    var seen: Set<String> = []
    return certificates?.filter { seen.insert($0).inserted }
  }

  /// The certificates of a file that can be read; OpenSSL writes some with rules of trust after them, which are left out.
  private static func certificates(in path: String, _ read: (String) throws -> String) -> [String] {
    let kinds = ["CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"]
    guard let text = try? read(path) else { return [] }
    return PEMBlock.all(in: text).filter { kinds.contains($0.label) }
      .map { $0.text.replacing($0.label, with: "CERTIFICATE") }
      .filter { (try? NIOSSLCertificate(bytes: Array($0.utf8), format: .pem)) != nil }
  }
}
