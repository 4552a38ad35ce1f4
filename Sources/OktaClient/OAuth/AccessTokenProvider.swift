import Foundation
import HTTPTypes
import OktaWire
import Model

/// Gets access tokens for a service app from the org's own authorization server. Getting one twice does no harm, so that
/// a failed attempt is retried here, unlike a call of `RequestService`.
actor AccessTokenProvider {
  /// Sends one call of the token endpoint, with a proof or without.
  typealias Send = @Sendable (_ call: APICall, _ proof: String?) async throws -> RawReply

  private let app: ServiceApp
  private let endpoint: String
  private let signingClock: SigningClock
  private let proofs: DPoPProofSigner
  private let dependencies: ClientDependencies
  private let send: Send
  /// Whether tokens are to be bound: as set, or once the org asked for it.
  private var usesDPoP: Bool

  init(
    app: ServiceApp, org: OrgURL, signingClock: SigningClock, proofs: DPoPProofSigner, dependencies: ClientDependencies,
    send: @escaping Send
  ) {
    self.app = app
    endpoint = org.text + Endpoint.token.path
    self.signingClock = signingClock
    self.proofs = proofs
    self.dependencies = dependencies
    self.send = send
    usesDPoP = app.usesDPoP
  }

  /// How often each thing is retried before it is a failure.
  private struct RetryBudget {
    var nonces = 2
    var clocks = 1
    var windows = 4
    var concurrency = 6
    var breaks = 3
  }

  /// A new token. What fails for good is `noCredentials`; what may pass is `unreachable` or `throttled`, and the call that
  /// needed the token has not left.
  func fetch() async throws(ServiceFailure) -> FetchedCredentials {
    var budget = RetryBudget()
    while true {
      let signedAhead = signingClock.secondsAhead
      let reply: RawReply
      do throws(AttemptError) {
        reply = try await attempt()
      } catch {
        if let failure = error.lasting { throw failure }
        try await pause(&budget.breaks, .milliseconds(500), else: .unreachable("no access token: \(error.reason)"))
        continue
      }
      switch TokenReply(reply) {
      case .token(let token): return try credentials(of: token)
      case .nonceMissing:
        guard budget.nonces > 0 else { throw .noCredentials("the org keeps requesting new nonces") }
        budget.nonces -= 1
      case .proofMissing where !usesDPoP:
        usesDPoP = true
        dependencies.log("the org requires DPoP-bound tokens: using DPoP")
      case .proofMissing:
        throw .noCredentials("the org's token endpoint does not see the DPoP header; look for a proxy")
      case .refused where signingClock.contradicts(signedAhead) && budget.clocks > 0:
        budget.clocks -= 1
        dependencies.log("this machine's clock and the org's differ: signing by the org's clock")
      case .refused(let refusal): throw .noCredentials(Self.text(refusal, reply))
      case .strange:
        throw .noCredentials(
          "no access token: \(endpoint) answers \(Self.error(reply).text); check the org URL and any proxy in between")
      case .throttled(let wait):
        let wait = wait ?? .seconds(10)
        dependencies.log("the rate limit for access tokens is used up: waiting \(wait.components.seconds) s")
        try await pause(&budget.windows, wait, else: .throttled(Self.error(reply), nil))
      case .concurrencyLimited:
        try await pause(&budget.concurrency, .milliseconds(500), else: .concurrencyLimited(Self.error(reply)))
      case .broken:
        try await pause(
          &budget.breaks, reply.retryAfter ?? .milliseconds(500),
          else: .unreachable("no access token: \(Self.error(reply).text)"))
      }
    }
  }

  /// Why no reply came.
  private struct AttemptError: Error {
    var reason: String
    /// Where to try again cannot help.
    var lasting: ServiceFailure?
  }

  /// One call, with an assertion and a proof that were never used before.
  private func attempt() async throws(AttemptError) -> RawReply {
    do {
      let call = APICall.token(assertion: try assertion(), scopes: app.scopes)
      let proof = usesDPoP ? try proofs.proof(of: "POST", endpoint, token: nil, for: .authorization) : nil
      let reply = try await send(call, proof)
      signingClock.learn(from: reply.headers.date)
      proofs.keep(nonce: reply.headers[values: .dpopNonce].first, of: .authorization)
      return reply
    } catch let failure as ServiceFailure {
      let text = "no access token: \(failure.text)"
      switch failure {
      case .unreachable(_, isLasting: true):
        throw AttemptError(reason: failure.text, lasting: .unreachable(text, isLasting: true))
      case .noCredentials: throw AttemptError(reason: failure.text, lasting: .noCredentials(text))
      default: throw AttemptError(reason: failure.text)
      }
    } catch {
      throw AttemptError(reason: SystemReason.text(error))
    }
  }

  /// The proof of who the app is, good for one call.
  private func assertion() throws -> String {
    switch app.authentication {
    case .assertion(let given): return given.text
    case .key(let key, let id):
      let claims = ClientAssertion(
        clientID: app.clientID, audience: endpoint, at: signingClock.date, id: dependencies.newID())
      return try claims.text(signedWith: key, id: id)
    }
  }

  private func credentials(of token: TokenBody) throws(ServiceFailure) -> FetchedCredentials {
    let scheme: Credentials.Scheme
    switch token.tokenType.lowercased() {
    case "dpop": scheme = .dpop
    case "bearer": scheme = .bearer
    default: throw .noCredentials("unsupported token_type of the access token")
    }
    let scopes = token.scope?.split(separator: " ").map(String.init)
    guard let credentials = try? Credentials(scheme, token: token.accessToken, scopes: scopes) else {
      throw .noCredentials("the org's access token cannot be sent in a header")
    }
    dependencies.log("access token for \(app.clientID): \(scheme.rawValue), scopes \(token.scope ?? "not reported")")
    return FetchedCredentials(credentials, lifetime: .seconds(max(0, token.expiresIn ?? 3600)))
  }

  /// Waits before the next attempt, or throws `failure` where there is no budget left.
  private func pause(
    _ budget: inout Int, _ wait: Duration, else failure: ServiceFailure
  ) async throws(ServiceFailure) {
    guard budget > 0 else { throw failure }
    budget -= 1
    do { try await dependencies.sleep(wait) } catch { throw failure }
  }

  /// Without the window that the reply names: it is the token endpoint's, not that of the call that needed the token.
  /// Nothing of a 2xx is quoted either: it may hold a token.
  private static func error(_ reply: RawReply) -> ServiceError {
    guard !(200..<300).contains(reply.status) else {
      return ServiceError(status: reply.status, summary: "the token cannot be read", callID: reply.callID)
    }
    var error = ServiceError(reply)
    error.rate = nil
    return error
  }

  private static func text(_ refusal: OAuthErrorBody, _ reply: RawReply) -> String {
    let said = "no access token: the org answers \(reply.status) \(reply.shown(refusal.text))"
    return refusal.remedy.map { "\(said); \($0)" } ?? said
  }
}
