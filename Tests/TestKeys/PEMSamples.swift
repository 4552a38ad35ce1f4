/// Keys in every form that `openssl` writes.
package enum PEMSamples {
  package static let pkcs8 = OpenSSL.output("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048")
  /// The same key.
  package static let pkcs1 = OpenSSL.output("rsa -traditional", reading: pkcs8)
  /// Its public part.
  package static let rsaPublic = OpenSSL.publicKey(of: pkcs8)

  /// P-256.
  package static let sec1 = OpenSSL.ecKey()
  /// The same key, as `openssl ecparam -genkey` writes it.
  package static let sec1WithParameters = OpenSSL.output("ecparam -name prime256v1") + "\n" + sec1
  /// The same key.
  package static let ecPKCS8 = OpenSSL.output("pkcs8 -topk8 -nocrypt", reading: sec1)
  /// Its public part.
  package static let ecPublic = OpenSSL.publicKey(of: sec1)
  /// The same key behind a password.
  package static let encrypted = OpenSSL.output("pkcs8 -topk8 -passout pass:password", reading: sec1)

  /// On another curve.
  package static let p384 = OpenSSL.ecKey(curve: "secp384r1")
  /// Too short.
  package static let rsa1024 = OpenSSL.output("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024")
}
