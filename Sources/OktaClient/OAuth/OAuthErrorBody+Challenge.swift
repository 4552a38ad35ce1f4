import Foundation
import HTTPTypes
import OktaWire

extension OAuthErrorBody {
  /// `nil` where no challenge names an error.
  init?(headers: HTTPFields) {
    let challenges = headers[values: .wwwAuthenticate]
    guard let error = challenges.lazy.compactMap({ Self.parameter("error", in: $0) }).first else { return nil }
    self.init(
      error: error, description: challenges.lazy.compactMap { Self.parameter("error_description", in: $0) }.first)
  }

  /// Whether a proof has to hold the nonce that the reply brings (RFC 9449, sections 8 and 9).
  var asksForNonce: Bool { error == "use_dpop_nonce" }

  var text: String {
    guard let description, !description.isEmpty else { return error }
    return "\(error): \(description.hasSuffix(".") ? String(description.dropLast()) : description)"
  }

  /// The value of `name="…"` in a challenge.
  private static func parameter(_ name: String, in challenge: String) -> String? {
    var rest = challenge[...]
    while let found = rest.range(of: "\(name)=\"") {
      let value = rest[found.upperBound...].prefix { $0 != "\"" }
      // `error` must not be found within another name that ends so.
      if challenge[..<found.lowerBound].last.map(" ,\t".contains) ?? true { return String(value) }
      rest = rest[value.endIndex...]
    }
    return nil
  }
}

extension OAuthErrorBody {
  /// What helps where the token endpoint refuses. The descriptions are those of Okta's list of OAuth errors.
  var remedy: String? {
    let text = (description ?? "").lowercased()
    switch error {
    case "invalid_client" where text.contains("already been used"):
      return "a given client assertion can be used once; set a private key (OKTA_CLIENT_PRIVATEKEY) instead"
    case "invalid_client" where text.contains("kid"):
      return "set OKTA_CLIENT_PRIVATEKEYID to the key id that the app shows next to its public key"
    case "invalid_client" where text.contains("signature"):
      return "the app's public key does not belong to this private key; compare the two"
    case "invalid_client" where text.contains("expir") || text.contains("issued before"):
      return "set this machine's clock right"
    case "invalid_client" where text.contains("audience"): return "set the org URL to the org's own address"
    case "invalid_client" where text.contains("private_key_jwt"):
      return "let the app authenticate with public key / private key"
    case "invalid_client":
      return "check the client id (OKTA_CLIENT_CLIENTID), that the app is active, and that the org URL is its org's"
    case "unauthorized_client": return "the app must be of the type API Services, with the grant Client Credentials"
    case "invalid_scope", "consent_required":
      return "grant the app these scopes (Okta API Scopes), or ask for fewer with OKTA_CLIENT_SCOPES"
    case "invalid_dpop_proof": return "set this machine's clock right, and look for a proxy that changes calls"
    default: return nil
    }
  }
}
