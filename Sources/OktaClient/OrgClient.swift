import Foundation
import HTTPTypes
package import OktaWire
package import Model

/// The Access Requests API of one org over HTTP: one method, one call, sent at most once.
///
/// Made once a run and closed at its end with `close()`.
package final class OrgClient: Sendable {
  /// How to connect.
  package struct Options: Hashable, Sendable {
    /// Connections kept at most: as many as there may be calls in flight.
    package var connections: Int
    /// For a whole call, from the wait for a connection to the last byte of the reply.
    package var timeout: Duration
    /// Bytes of a reply's body; what goes over it is not read on. A page of 200 requests stays far below 64 MiB.
    package var maximumReplyBytes: Int
    /// The way to the org.
    package var network: NetworkSettings
    /// For `User-Agent`: `writ/<version>`.
    package var version: String

    package init(
      connections: Int, timeout: Duration = .seconds(60), maximumReplyBytes: Int = 64 << 20,
      network: NetworkSettings = NetworkSettings(),
      version: String
    ) {
      self.connections = connections
      self.timeout = timeout
      self.maximumReplyBytes = maximumReplyBytes
      self.network = network
      self.version = version
    }
  }

  /// Where all calls go.
  package let org: OrgURL
  private let keeper: CredentialKeeper
  private let options: Options
  private let transport: HTTPTransport
  private let signingClock: SigningClock
  private let proofs: DPoPProofSigner

  /// Connects when the first call needs it, and reads the credentials then.
  package init(
    org: OrgURL, credentials: CredentialSource, options: Options, dependencies: ClientDependencies = .system()
  ) {
    self.org = org
    self.options = options
    let transport = HTTPTransport(org: org, options: options)
    let signingClock = SigningClock(now: dependencies.date)
    let proofs = DPoPProofSigner(now: { signingClock.date }, newID: dependencies.newID)
    self.transport = transport
    self.signingClock = signingClock
    self.proofs = proofs
    guard case .serviceApp(let app) = credentials else {
      keeper = CredentialKeeper(credentials)
      return
    }
    let provider = AccessTokenProvider(
      app: app, org: org, signingClock: signingClock, proofs: proofs, dependencies: dependencies
    ) { call, proof in
      let failures = FailureClassifier(
        org: org, call: call, scheme: .bearer, timeout: options.timeout, proxy: options.network.proxy)
      return try await transport.send(call, headers: proof.map { [.dpop: $0] } ?? [:], failures)
    }
    keeper = CredentialKeeper(canRenew: credentials.canRenew, elapsed: dependencies.elapsed) {
      () async throws(ServiceFailure) in try await provider.fetch()
    }
  }

  /// Where tasks that make many calls run at the least cost. They must not block: no reply is read meanwhile.
  package var executor: any TaskExecutor { transport.executor }

  /// Ends all connections; no call may follow.
  package func close() async { await transport.close() }

  /// Sends one call; any reply but the org's own success is a failure. Throws `tooLate` where the call, which then has a
  /// body, would leave after its deadline.
  package func perform(
    _ call: APICall, by deadline: SendDeadline? = nil
  ) async throws(ServiceFailure) -> Exchange {
    let credentials = try await keeper.credentials()
    let failures = FailureClassifier(
      org: org, call: call, scheme: credentials.scheme, timeout: options.timeout, proxy: options.network.proxy)
    let sentNonce = proofs.nonce(of: .resource)
    var reply = try await attempt(call, by: deadline, with: credentials, failures)
    let nonce = reply.headers[values: .dpopNonce].first
    proofs.keep(nonce: nonce, of: .resource)
    // The org did nothing yet: it only names the nonce that the proof has to hold (RFC 9449, section 9). Another
    // call may have brought the same nonce before. As with every call that goes out again, the reply must prove that
    // the first one was not processed.
    if nonce != nil, nonce != sentNonce, OAuthErrorBody(headers: reply.headers)?.asksForNonce == true,
      failures.failure(reply)?.isCertainlyNotProcessed == true
    {
      reply = try await attempt(call, by: deadline, with: credentials, failures)
    }
    guard let failure = failures.failure(reply) else { return Exchange(reply: reply, failures: failures) }
    if case .unauthenticated = failure { await keeper.note(refused: credentials) }
    throw failure
  }

  /// The credentials in use, got where there are none yet.
  package func currentCredentials() async throws(ServiceFailure) -> Credentials { try await keeper.credentials() }

  /// Reads the credentials again after a 401; `false` where there are no others to try.
  package func renewCredentials() async throws(ServiceFailure) -> Bool { try await keeper.renew() }

  /// One attempt, with a proof of its own where the credentials need one.
  private func attempt(
    _ call: APICall, by deadline: SendDeadline?, with credentials: Credentials, _ failures: FailureClassifier
  ) async throws(ServiceFailure) -> RawReply {
    let proof: String?
    do {
      proof = try credentials.proof(of: call.method.rawValue, org.text + call.pathAndQuery, by: proofs)
    } catch {
      throw .noCredentials("no proof for the access token: \(SystemReason.text(error))")
    }
    var headers: HTTPFields = [.authorization: credentials.authorization]
    headers[.dpop] = proof
    let reply = try await transport.send(call, by: deadline, headers: headers, failures)
    signingClock.learn(from: reply.headers.date)
    return reply
  }
}

extension OrgClient: CustomStringConvertible {
  package var description: String { "OrgClient(\(org.text))" }
}
