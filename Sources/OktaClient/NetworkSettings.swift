/// The way to the org.
package struct NetworkSettings: Hashable, Sendable {
  /// `nil`: straight.
  package var proxy: Proxy?
  /// The CA certificates to trust, each as PEM, in place of the system's (`SSL_CERT_FILE`, `SSL_CERT_DIR`).
  package var trustedCertificates: [String]?
  /// For one attempt to connect.
  package var connectTimeout: Duration

  package init(proxy: Proxy? = nil, trustedCertificates: [String]? = nil, connectTimeout: Duration = .seconds(10)) {
    self.proxy = proxy
    self.trustedCertificates = trustedCertificates
    self.connectTimeout = connectTimeout
  }
}
