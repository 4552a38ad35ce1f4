import HTTPTypes
import OktaWire

/// `POST /oauth2/v1/token`.
extension OperationHandler {
  /// An access token for a service app, or an OAuth error.
  func issueToken() async throws -> ServerResponse {
    guard let body = try await call.body(Self.bodyLimit) else { throw APIError.bodyTooLarge(limit: Self.bodyLimit) }
    let issued: AuthorizationServer.IssuedToken
    do throws(TokenEndpointError) {
      let form = try TokenForm(body, contentType: call.contentType, authorization: call.authorization)
      issued = try tokens.authorizationServer.issue(form, dpop: call.dpop, at: call.origin + call.path, now: received)
    } catch {
      return try tokenResponse(
        error.status, OAuthErrorBody(error: error.error, description: error.description), nonce: error.nonce)
    }
    let token = TokenBody(
      tokenType: issued.grant.thumbprint == nil ? "Bearer" : "DPoP", accessToken: issued.grant.token,
      expiresIn: AuthorizationServer.lifetime, scope: issued.grant.scopes.joined(separator: " "))
    return try tokenResponse(200, token, nonce: issued.nonce)
  }

  /// Not to be cached (RFC 6749, section 5.1).
  private func tokenResponse(_ status: Int, _ body: some Encodable, nonce: String?) throws -> ServerResponse {
    let nonces = nonce.map { [ServerResponse.Header(name: .dpopNonce, value: $0)] } ?? []
    return try .json(status, body, headers: [.init(name: .cacheControl, value: "no-store")] + nonces)
  }
}

/// Errors of calls with an access token.
extension AccessTokenError {
  static func expiredToken(_ scheme: Scheme) -> AccessTokenError {
    AccessTokenError(status: 401, scheme: scheme, error: "invalid_token", description: "The token has expired.")
  }

  /// A bound token that came as a bearer token: 400, as Okta's blog on DPoP shows it.
  static let proofRequired = AccessTokenError(
    status: 400, scheme: .bearer, error: "invalid_request", description: "The resource request requires a DPoP proof.")

  static let notBound = AccessTokenError(
    status: 401, scheme: .dpop, error: "invalid_token", description: "The access token is not bound to a DPoP proof.")

  /// 400, as users of Okta's SDKs report it.
  static func badProof(_ problem: DPoPProofError) -> AccessTokenError {
    AccessTokenError(status: 400, scheme: .dpop, error: "invalid_dpop_proof", description: problem.rawValue)
  }
}
