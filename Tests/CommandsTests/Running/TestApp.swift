/// A service app for `writ serve` and the settings that `writ` needs to be it. The key was made for these tests alone.
enum TestApp {
  static let clientID = "0oaWritTestApp000001"

  /// P-256, as `openssl ecparam -name prime256v1 -genkey -noout` writes it.
  static let privateKey = """
    (a key that the test's author made)
    """

  private static let publicKey = """
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6AOLANvmmpl+odEBLBnWUjhijFlS
    lrRUAxaKwsqIK82LD9tLZWNFkTiDZgZkn767K5+6j1C8Ilem9pIz1MRzMg==
    -----END PUBLIC KEY-----
    """

  /// A seed that knows the app.
  static func seed(dpop: Bool, scopes: [String] = []) -> String {
    let key = publicKey.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
    return """
      requestTypes:
        - id: 61eb2db568c7c300079fefd2
          name: vpn
      clients:
        - id: \(clientID)
          publicKey: |
      \(key)
          dpop: \(dpop)
          scopes: [\(scopes.joined(separator: ", "))]

      """
  }

  /// All but the org.
  static let environment = [
    "OKTA_CLIENT_AUTHORIZATIONMODE": "PrivateKey", "OKTA_CLIENT_CLIENTID": clientID,
    "OKTA_CLIENT_PRIVATEKEY": privateKey.replacing("\n", with: "\\n"),
  ]

  static func environment(of org: ServedOrg) -> [String: String] {
    environment.merging(["OKTA_CLIENT_ORGURL": org.url]) { $1 }
  }
}
