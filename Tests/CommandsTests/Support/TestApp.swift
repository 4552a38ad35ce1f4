import TestKeys

/// A service app for `writ serve` and the settings that `writ` needs to be it.
enum TestApp {
  static let clientID = "0oaWritTestApp000001"

  /// P-256.
  static let privateKey = OpenSSL.ecKey()
  private static let publicKey = OpenSSL.publicKey(of: privateKey)

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
