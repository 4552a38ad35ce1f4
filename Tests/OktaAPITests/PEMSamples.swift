/// Keys that were made for these tests alone and open nothing.
enum PEMSamples {
  /// 2048 bits, as `openssl rsa -traditional` writes it.
  static let pkcs1 = """
    (a key that the test's author made)
    """

  /// The same key, as `openssl genrsa` writes it.
  static let pkcs8 = """
    (a key that the test's author made)
    """

  /// Its public part.
  static let rsaPublic = """
    -----BEGIN PUBLIC KEY-----
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr+mewP0kurwQqGsYTGSo
    s/bQ0NJdT3OkDabEOgq0IQdlMuG7iot5wKhFlPZ2oz1XBZLBdbI7alCBYgAYfh1w
    l3VLZzm8Ne+8XEPlSv3giX/jwaK1rlNsjRQKCmN8M17H/3e4S9oGFS96Xw13SiY7
    HMlXUgGrSKSFTr+psDuruh/cqIxmmfHrPHQJkFV/jrfSIgkWN7/PPs0cTwDg5W9M
    9HKUHMcPnIjRiSDF/lm7Hyrgzy+eq6TJjvYSvPpNx94yb8C0XDTpwu/fVx+3Lk4z
    DT6SFkQCfWzRE2p7zT/slwCrZLJn8FPuXH0S9ywfziUIUSDMVdpPysHmngsVbXx8
    4wIDAQAB
    -----END PUBLIC KEY-----
    """

  /// P-256, as `openssl ec` writes it.
  static let sec1 = """
    (a key that the test's author made)
    """

  /// The same key, as `openssl ecparam -genkey` writes it.
  static let sec1WithParameters = """
    -----BEGIN EC PARAMETERS-----
    BggqhkjOPQMBBw==
    -----END EC PARAMETERS-----
    (a key that the test's author made)
    """

  /// The same key, as `openssl pkcs8` writes it.
  static let ecPKCS8 = """
    (a key that the test's author made)
    """

  /// Its public part.
  static let ecPublic = """
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6AOLANvmmpl+odEBLBnWUjhijFlS
    lrRUAxaKwsqIK82LD9tLZWNFkTiDZgZkn767K5+6j1C8Ilem9pIz1MRzMg==
    -----END PUBLIC KEY-----
    """

  /// The same key behind a password.
  static let encrypted = """
    (a key that the test's author made)
    """

  /// On another curve.
  static let p384 = """
    (a key that the test's author made)
    """

  /// Too short.
  static let rsa1024 = """
    (a key that the test's author made)
    """
}
