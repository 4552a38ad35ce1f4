import HTTPTypes
import OktaWire

/// `POST /oauth2/v1/token`.
extension Handling {
  /// An access token for a service app, or why there is none.
  func issueToken() async throws -> Answer {
    guard let body = try await call.body(Self.bodyLimit) else { throw Refusal.bodyTooLarge(limit: Self.bodyLimit) }
    let issue: AuthorizationServer.Issue
    do throws(TokenRefusal) {
      let form = try TokenForm(body, contentType: call.contentType, authorization: call.authorization)
      issue = try tokens.authorizationServer.issue(form, dpop: call.dpop, at: call.origin + call.path, now: moment)
    } catch {
      return try answer(
        error.status, OAuthErrorBody(error: error.error, description: error.description), nonce: error.nonce)
    }
    let token = TokenBody(
      tokenType: issue.grant.thumbprint == nil ? "Bearer" : "DPoP", accessToken: issue.grant.token,
      expiresIn: AuthorizationServer.lifetime, scope: issue.grant.scopes.joined(separator: " "))
    return try answer(200, token, nonce: issue.nonce)
  }

  /// Nobody may keep it (RFC 6749, section 5.1).
  private func answer(_ status: Int, _ body: some Encodable, nonce: String?) throws -> Answer {
    let nonces = nonce.map { [Answer.Header(name: .dpopNonce, value: $0)] } ?? []
    return try .json(status, body, headers: [.init(name: .cacheControl, value: "no-store")] + nonces)
  }
}

/// What a call with an access token is told that does not hold.
extension OAuthChallenge {
  static func expiredToken(_ scheme: Scheme) -> OAuthChallenge {
    OAuthChallenge(status: 401, scheme: scheme, error: "invalid_token", description: "The token has expired.")
  }

  /// A bound token that came as a bearer token: 400, as Okta's blog on DPoP shows it.
  static let proofWanted = OAuthChallenge(
    status: 400, scheme: .bearer, error: "invalid_request", description: "The resource request requires a DPoP proof.")

  static let notBound = OAuthChallenge(
    status: 401, scheme: .dpop, error: "invalid_token", description: "The access token is not bound to a DPoP proof.")

  /// 400, as users of Okta's SDKs report it.
  static func badProof(_ problem: ProofProblem) -> OAuthChallenge {
    OAuthChallenge(status: 400, scheme: .dpop, error: "invalid_dpop_proof", description: problem.rawValue)
  }
}
