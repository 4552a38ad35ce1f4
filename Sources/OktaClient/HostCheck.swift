import Foundation
import NIOCore
import NIOSSL

/// Whether a certificate that TLS has accepted is for the host that was asked for (RFC 9525, section 6).
///
/// NIOSSL takes one for the address of whoever is connected as well, also where another name was asked for. A proxy, or the machine
/// that a forged name leads to, may have such a certificate of its own, and must get no token.
enum HostCheck {
  /// The certificate is for another host.
  struct HostMismatchError: Error {}

  /// Fails, and closes the connection, where its certificate is not for `host`; connections without TLS have none.
  static func check(_ channel: any Channel, for host: String) -> EventLoopFuture<Void> {
    channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
      guard let certificate, !isFor(host, certificate) else { return }
      channel.close(promise: nil)
      throw HostMismatchError()
    }
  }

  /// `host` as an org URL has it. A certificate without alternative names was compared by its common name already.
  static func isFor(_ host: String, _ certificate: NIOSSLCertificate) -> Bool {
    let names = certificate._subjectAlternativeNames()
    if names.isEmpty { return true }
    if let address = addressBytes(host.withoutBrackets) {
      return names.contains { $0.nameType == .ipAddress && $0.contents.elementsEqual(address) }
    }
    return names.contains { name in
      name.nameType == .dnsName && isName(String(decoding: name.contents, as: UTF8.self).lowercased(), of: host)
    }
  }

  /// Whether a certificate's name is the host's, `*` standing for its first label.
  private static func isName(_ name: String, of host: String) -> Bool {
    let host = host.hasSuffix(".") ? String(host.dropLast()) : host
    guard name.hasPrefix("*.") else { return name == host }
    return host.firstIndex(of: ".").map { host[$0...] == name.dropFirst() } ?? false
  }

  private static func addressBytes(_ text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
    return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
  }
}
