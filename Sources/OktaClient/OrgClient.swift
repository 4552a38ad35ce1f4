import Foundation
package import OktaWire
package import RequestModel

/// The Access Requests API of one org over HTTP: one method, one call, sent at most once.
///
/// Made once a run and closed at its end with `close()`.
package final class OrgClient: Sendable {
  /// How to connect.
  package struct Options: Hashable, Sendable {
    /// Connections kept at most: as many as calls may be under way at once.
    package var connections: Int
    /// For a whole call, from the wait for a connection to the last byte of the reply.
    package var timeLimit: Duration
    /// Bytes of a reply's body; what goes over it is not read on. A page of 200 requests stays far below 64 MiB.
    package var replyLimit: Int
    package var route: Route
    /// For `User-Agent`: `writ/<version>`.
    package var version: String

    package init(
      connections: Int, timeLimit: Duration = .seconds(60), replyLimit: Int = 64 << 20, route: Route = Route(),
      version: String
    ) {
      self.connections = connections
      self.timeLimit = timeLimit
      self.replyLimit = replyLimit
      self.route = route
      self.version = version
    }
  }

  package let org: OrgURL
  private let keeper: CredentialKeeper
  private let options: Options
  private let transport: HTTPTransport
  private let orgTime: OrgTime
  private let proofs: ProofMaker

  package init(
    org: OrgURL, credentials: CredentialSource, options: Options, surroundings: Surroundings = .system()
  ) {
    self.org = org
    self.options = options
    let transport = HTTPTransport(org: org, options: options)
    let orgTime = OrgTime(now: surroundings.date)
    let proofs = ProofMaker(now: { orgTime.date }, newID: surroundings.newID)
    self.transport = transport
    self.orgTime = orgTime
    self.proofs = proofs
    guard case .serviceApp(let app) = credentials else {
      keeper = CredentialKeeper(credentials)
      return
    }
    let issuer = TokenIssuer(
      app: app, org: org, orgTime: orgTime, proofs: proofs, surroundings: surroundings
    ) { call, proof in
      let map = FailureMap(
        org: org, call: call, scheme: .bearer, timeLimit: options.timeLimit, proxy: options.route.proxy)
      return try await Self.send(call, [(HeaderName.dpop, proof)], by: transport, map)
    }
    keeper = CredentialKeeper(canRenew: credentials.canRenew, elapsed: surroundings.elapsed) {
      () async throws(ServiceFailure) in
      let token = try await issuer.issue()
      return (token.credentials, token.lifetime)
    }
  }

  /// Ends all connections; no call may follow.
  package func close() async { await transport.close() }

  /// Sends one call and gives the reply whatever its status, unless none came.
  package func send(_ call: APICall) async throws(ServiceFailure) -> RawReply {
    try await exchange(call).reply
  }

  /// Sends one call; any reply but the org's own success is a failure.
  package func perform(_ call: APICall) async throws(ServiceFailure) -> (reply: RawReply, map: FailureMap) {
    let exchange = try await exchange(call)
    if let failure = exchange.map.failure(exchange.reply) { throw failure }
    return exchange
  }

  /// The credentials in use, got where there are none yet.
  package func currentCredentials() async throws(ServiceFailure) -> Credentials { try await keeper.credentials() }

  func renew() async throws(ServiceFailure) -> Bool {
    try await keeper.renew()
  }

  private func exchange(_ call: APICall) async throws(ServiceFailure) -> (reply: RawReply, map: FailureMap) {
    let credentials = try await keeper.credentials()
    let map = FailureMap(
      org: org, call: call, scheme: credentials.scheme, timeLimit: options.timeLimit, proxy: options.route.proxy)
    let sentNonce = proofs.nonce(of: .resource)
    var reply = try await attempt(call, credentials, map)
    let nonce = reply.headers.first(HeaderName.dpopNonce)
    proofs.keep(nonce: nonce, of: .resource)
    // The org did nothing yet: it only names the nonce that the proof has to hold (RFC 9449, section 9). A call beside
    // this one may have brought the same nonce before. As with every call that goes out again, the reply must prove that
    // the first one was not processed.
    if nonce != nil, nonce != sentNonce, OAuthRefusal(headers: reply.headers)?.asksForNonce == true,
      map.failure(reply)?.isCertainlyNotProcessed == true
    {
      reply = try await attempt(call, credentials, map)
    }
    // Only a refusal can be one of the credentials; a page of a list need not be read twice for that.
    if reply.status >= 400, case .unauthenticated = map.failure(reply) { await keeper.note(refused: credentials) }
    return (reply, map)
  }

  /// One attempt, with a proof of its own where the credentials need one.
  private func attempt(
    _ call: APICall, _ credentials: Credentials, _ map: FailureMap
  ) async throws(ServiceFailure) -> RawReply {
    let proof: String?
    do {
      proof = try credentials.proof(of: call.method.rawValue, org.text + call.pathAndQuery, by: proofs)
    } catch {
      throw .noCredentials("no proof for the access token: \(SystemReason.text(error))")
    }
    let headers = [(HeaderName.authorization, credentials.authorization), (HeaderName.dpop, proof)]
    let reply = try await Self.send(call, headers, by: transport, map)
    orgTime.learn(from: reply.headers.date)
    return reply
  }

  private static func send(
    _ call: APICall, _ headers: [(name: String, value: String?)], by transport: HTTPTransport, _ map: FailureMap
  ) async throws(ServiceFailure) -> RawReply {
    // The token after its scheme, the proof, and what a proxy was given.
    let secrets = headers.compactMap { $0.value?.split(separator: " ").last.map(String.init) } + call.secrets
    do {
      var reply = try await transport.send(
        call, headers: headers.compactMap { header in header.value.map { .init(name: header.name, value: $0) } })
      reply.sentSecrets = SentSecrets(secrets + (map.proxy?.login?.secrets ?? []))
      return reply
    } catch {
      throw map.failure(error)
    }
  }
}

extension OrgClient: CustomStringConvertible {
  package var description: String { "OrgClient(\(org.text))" }
}
