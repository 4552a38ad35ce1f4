/// Why the token endpoint issues no token: in OAuth's form, not in Okta's (RFC 6749, section 5.2). The descriptions are
/// those of Okta's list of OAuth errors.
struct TokenEndpointError: Error, Hashable, Sendable {
  var status = 400
  var error: String
  var description: String
  /// The nonce that a proof must have (header `DPoP-Nonce`).
  var nonce: String?

  private static func client(_ description: String) -> TokenEndpointError {
    TokenEndpointError(status: 401, error: "invalid_client", description: description)
  }
  private static func request(_ description: String) -> TokenEndpointError {
    TokenEndpointError(error: "invalid_request", description: description)
  }

  static let malformedForm = request("The request body is not a form.")
  static let duplicatedParameters = request("The request contained multiple parameters with the same name.")
  static let unsupportedGrant = TokenEndpointError(
    error: "unsupported_grant_type",
    description: "The authorization grant type is not supported by the authorization server.")
  static let noCredentials = client("No client credentials found.")
  static let otherCredentials = client(
    "Client Credentials requests to the Org Authorization Server must use the private_key_jwt "
      + "token_endpoint_auth_method.")

  // The assertion.
  static let unparsableAssertion = client("The parsing of the client_assertion failed.")
  static let assertionAlgorithm = client("The client_assertion JWT signature algorithm is invalid.")
  static let unknownClient = client("Invalid value for 'client_id' parameter.")
  static let issuer = client("The issuer claim for client_assertion is not a valid client_id.")
  static let subject = client("The subject claim for client_assertion is not a valid client_id.")
  static let keyID = client("The client_assertion JWT kid is invalid.")
  static let assertionSignature = client("The client_assertion signature is invalid.")
  static let audience = client("The audience claim for client_assertion must be the endpoint invoked for the request.")
  static let expirationMissing = client("The client_assertion must contain the 'exp' claim as seconds since epoch.")
  static let expired = client("The client_assertion token is expired.")
  static let expiresTooLate = client("The client_assertion token has an expiration too far into the future.")
  static let issuedInFuture = client("The client_assertion token must be issued before the current time.")
  static let assertionUsed = client("The client_assertion token has already been used.")

  // The scopes.
  static let unknownScopes = TokenEndpointError(
    error: "invalid_scope", description: "One or more scopes are not configured for the authorization server resource.")
  static let nothingAllowed = TokenEndpointError(
    error: "consent_required", description: "You are not allowed any of the requested scopes.")
  static func notAllowed(_ scopes: [String]) -> TokenEndpointError {
    let list = scopes.joined(separator: ", ")
    return TokenEndpointError(
      error: "invalid_scope", description: "The following scopes are not allowed for this request: [\(list)].")
  }

  // The proof.
  static func proof(_ problem: DPoPProofError) -> TokenEndpointError {
    TokenEndpointError(error: "invalid_dpop_proof", description: problem.rawValue)
  }

  /// The recorded reply to a proof without a nonce, or with an expired one.
  static func nonceMissing(_ nonce: String) -> TokenEndpointError {
    TokenEndpointError(
      error: "use_dpop_nonce", description: "Authorization server requires nonce in DPoP proof.", nonce: nonce)
  }
}

/// The error of a DPoP proof, in Okta's words.
enum DPoPProofError: String, Error, Hashable, Sendable, CaseIterable {
  case missing = "The DPoP proof JWT header is missing."
  case several = "Multiple DPoP proof JWT headers are not allowed."
  case unparsable = "The DPoP proof JWT cannot be parsed."
  case type = "'typ' must be 'dpop+jwt' in the DPoP proof JWT."
  case algorithm = "The DPoP proof JWT signature algorithm is invalid."
  /// The header `jwk` is not a public key, or has a private one.
  case invalid = "The DPoP proof JWT is invalid."
  case signature = "The DPoP proof JWT signature is invalid."
  case method = "'htm' claim in the DPoP proof JWT is invalid."
  case url = "'htu' claim in the DPoP proof JWT is invalid."
  case issuedAt = "'iat' claim in the DPoP proof JWT is invalid."
  case issuedInFuture = "The DPoP proof JWT is issued in the future."
  case tooOld = "The DPoP proof JWT is issued more than five minutes in the past."
  case id = "'jti' claim in the DPoP proof JWT is invalid."
  case used = "The DPoP proof JWT has already been used."
  case tokenHash = "'ath' claim in the DPoP proof does not match the presented access_token."
  case otherKey = "The access_token is not bound to the provided DPoP proof."
}
