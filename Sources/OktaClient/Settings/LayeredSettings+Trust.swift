import Foundation
import Model
import NIOSSL
import OktaWire

/// Which CA certificates the settings mean, by the variables that OpenSSL reads.
extension LayeredSettings {
  /// The certificates of `SSL_CERT_FILE` and of all files in the folders of `SSL_CERT_DIR` (with colons between), each as
  /// PEM; `nil` where neither is set. A file or folder without any is a problem, not an empty trust.
  mutating func trustedCertificates(
    _ environment: [String: String], _ read: (String) throws -> String, _ list: (String) throws -> [String]
  ) -> [String]? {
    var files = TrustFiles()
    var certificates: [String]?
    if let path = environment["SSL_CERT_FILE"], !path.isBlank {
      let found = files.certificates(in: path, read)
      if found.isEmpty { addProblem(.trustFile(path), at: RawSetting(path, at: "SSL_CERT_FILE")) }
      certificates = found
    }
    if let folders = environment["SSL_CERT_DIR"], !folders.isBlank {
      let found = folders.split(separator: ":").flatMap { folder in
        let names = (try? list(String(folder))) ?? []
        return names.sorted().flatMap { files.certificates(in: "\(folder)/\($0)", read) }
      }
      if found.isEmpty { addProblem(.trustFolder(folders), at: RawSetting(folders, at: "SSL_CERT_DIR")) }
      certificates = (certificates ?? []) + found
    }
    return certificates?.uniqued()
  }
}

/// Reads files of CA certificates. The folders of a system hold each certificate under several names, and all of them in one
/// file as well: each text, and each certificate, is read once.
private struct TrustFiles {
  private static let kinds: Set = ["CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"]

  private var files: [String: [String]] = [:]
  private var validity: [String: Bool] = [:]

  /// The certificates of a file that can be read; OpenSSL writes some with rules of trust after them, which are left out.
  mutating func certificates(in path: String, _ read: (String) throws -> String) -> [String] {
    guard let text = try? read(path) else { return [] }
    if let known = files[text] { return known }
    let found = PEMBlock.all(in: text).filter { Self.kinds.contains($0.label) }
      .map { $0.labeled("CERTIFICATE").text }.filter { isValid($0) }
    files[text] = found
    return found
  }

  private mutating func isValid(_ certificate: String) -> Bool {
    if let known = validity[certificate] { return known }
    let isValid = (try? NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem)) != nil
    validity[certificate] = isValid
    return isValid
  }
}
