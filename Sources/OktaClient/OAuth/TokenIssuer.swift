import Foundation
import OktaWire
import RequestModel

/// A fresh access token, and how long it is good.
struct IssuedToken: Sendable {
  var credentials: Credentials
  var lifetime: Duration
}

/// Gets access tokens for a service app from the org's own authorization server. Getting one twice does no harm, so that
/// here, unlike behind the port, an attempt that failed is repeated.
actor TokenIssuer {
  /// Sends one call of the token endpoint, with a proof or without.
  typealias Send = @Sendable (_ call: APICall, _ proof: String?) async throws -> RawReply

  private let app: ServiceApp
  private let endpoint: String
  private let orgTime: OrgTime
  private let proofs: ProofMaker
  private let surroundings: Surroundings
  private let send: Send
  /// Whether tokens are to be bound: as set, or once the org asked for it.
  private var usesDPoP: Bool

  init(
    app: ServiceApp, org: OrgURL, orgTime: OrgTime, proofs: ProofMaker, surroundings: Surroundings,
    send: @escaping Send
  ) {
    self.app = app
    endpoint = org.text + Endpoint.token.path
    self.orgTime = orgTime
    self.proofs = proofs
    self.surroundings = surroundings
    self.send = send
    usesDPoP = app.usesDPoP
  }

  /// How often each thing is tried again before it is told.
  private struct Patience {
    var nonces = 2
    var clocks = 1
    var windows = 4
    var crowds = 6
    var breaks = 3
  }

  /// A new token. What fails for good is `noCredentials`; what may pass is `unreachable` or `throttled`, and the call that
  /// needed the token has not left.
  func issue() async throws(ServiceFailure) -> IssuedToken {
    var patience = Patience()
    while true {
      let signedAhead = orgTime.secondsAhead
      let reply: RawReply
      do throws(AttemptFailure) {
        reply = try await attempt()
      } catch {
        if let failure = error.lasting { throw failure }
        try await pause(&patience.breaks, .milliseconds(500), else: .unreachable("no access token: \(error.reason)"))
        continue
      }
      switch TokenReply(reply) {
      case .token(let token): return try issued(token)
      case .nonceMissing:
        guard patience.nonces > 0 else { throw .noCredentials("the org asks for one nonce after another") }
        patience.nonces -= 1
      case .proofMissing where !usesDPoP:
        usesDPoP = true
        surroundings.talk("the org wants the app's access tokens bound to a key: using DPoP")
      case .proofMissing:
        throw .noCredentials("the org's token endpoint does not see the DPoP header; look for a proxy")
      case .refused where orgTime.contradicts(signedAhead) && patience.clocks > 0:
        patience.clocks -= 1
        surroundings.talk("this machine's clock and the org's differ: signing by the org's clock")
      case .refused(let refusal): throw .noCredentials(Self.text(refusal, reply))
      case .strange:
        throw .noCredentials(
          "no access token: \(endpoint) answers \(Self.error(reply).text); check the org URL and any proxy between")
      case .throttled(let wait):
        let wait = wait ?? .seconds(10)
        surroundings.talk("the rate limit for access tokens is used up: waiting \(wait.components.seconds) s")
        try await pause(&patience.windows, wait, else: .throttled(Self.error(reply), nil))
      case .crowded:
        try await pause(&patience.crowds, .milliseconds(500), else: .crowded(Self.error(reply)))
      case .broken:
        try await pause(
          &patience.breaks, reply.retryAfter ?? .milliseconds(500),
          else: .unreachable("no access token: \(Self.error(reply).text)"))
      }
    }
  }

  /// Why no reply came.
  private struct AttemptFailure: Error {
    var reason: String
    /// Where to try again cannot help.
    var lasting: ServiceFailure?
  }

  /// One call, with an assertion and a proof that were never used before.
  private func attempt() async throws(AttemptFailure) -> RawReply {
    do {
      let call = APICall.token(try form())
      let proof = usesDPoP ? try proofs.proof(of: "POST", endpoint, token: nil, for: .authorization) : nil
      let reply = try await send(call, proof)
      orgTime.learn(from: reply.headers.date)
      proofs.keep(nonce: reply.headers.first(HeaderName.dpopNonce), of: .authorization)
      return reply
    } catch let failure as ServiceFailure {
      let text = "no access token: \(failure.text)"
      switch failure {
      case .unreachable(_, isLasting: true):
        throw AttemptFailure(reason: failure.text, lasting: .unreachable(text, isLasting: true))
      case .noCredentials: throw AttemptFailure(reason: failure.text, lasting: .noCredentials(text))
      default: throw AttemptFailure(reason: failure.text)
      }
    } catch {
      throw AttemptFailure(reason: SystemReason.text(error))
    }
  }

  private func form() throws -> [(String, String)] {
    let assertion: String
    switch app.authentication {
    case .assertion(let given): assertion = given.text
    case .key(let key, let id):
      let claims = ClientAssertion(
        clientID: app.clientID, audience: endpoint, at: orgTime.date, id: surroundings.newID())
      assertion = try claims.text(signedWith: key, id: id)
    }
    return [
      ("grant_type", "client_credentials"), ("scope", app.scopes.joined(separator: " ")),
      ("client_assertion_type", ClientAssertion.type), ("client_assertion", assertion),
    ]
  }

  private func issued(_ token: TokenBody) throws(ServiceFailure) -> IssuedToken {
    let scheme: Credentials.Scheme
    switch token.tokenType.lowercased() {
    case "dpop": scheme = .dpop
    case "bearer": scheme = .bearer
    default: throw .noCredentials("the org gives tokens of an unknown type")
    }
    let scopes = token.scope?.split(separator: " ").map(String.init)
    guard let credentials = try? Credentials(scheme, token: token.accessToken, scopes: scopes) else {
      throw .noCredentials("the org's access token cannot be sent in a header")
    }
    surroundings.talk("access token for \(app.clientID): \(scheme.rawValue), scopes \(token.scope ?? "not told")")
    return IssuedToken(credentials: credentials, lifetime: .seconds(max(0, token.expiresIn ?? 3600)))
  }

  /// Waits before the next attempt, or tells the failure where there is no patience left.
  private func pause(
    _ patience: inout Int, _ wait: Duration, else failure: ServiceFailure
  ) async throws(ServiceFailure) {
    guard patience > 0 else { throw failure }
    patience -= 1
    do { try await surroundings.sleep(wait) } catch { throw failure }
  }

  /// Without the window that the reply told: it is the token endpoint's, not that of the call that needed the token.
  /// Nothing of a 2xx is quoted either: it may hold a token.
  private static func error(_ reply: RawReply) -> ServiceError {
    guard !(200..<300).contains(reply.status) else {
      return ServiceError(status: reply.status, summary: "the token cannot be read", callID: reply.callID)
    }
    var error = ServiceError(reply)
    error.rate = nil
    return error
  }

  private static func text(_ refusal: OAuthRefusal, _ reply: RawReply) -> String {
    let said = "no access token: the org answers \(reply.status) \(reply.shown(refusal.text))"
    return refusal.remedy.map { "\(said); \($0)" } ?? said
  }
}
