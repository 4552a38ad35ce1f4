import Foundation
import OktaWire
import Synchronization

/// The org's own authorization server, as far as service apps need it: it gives access tokens for assertions and knows the
/// ones it gave. All of it is in memory: with the server its tokens end.
final class AuthorizationServer: Sendable {
  /// A token that was given.
  struct Grant: Hashable, Sendable {
    var token: String
    var clientID: String
    var scopes: [String]
    var end: Date
    /// Of the key that its calls have to prove; `nil`: whoever has it may use it.
    var thumbprint: String?
  }

  /// A token for one call of the token endpoint.
  struct Issue: Hashable, Sendable {
    var grant: Grant
    /// For the client's next proof, where it made one.
    var nonce: String?
  }

  private struct State {
    /// By token.
    var grants: [String: Grant] = [:]
    /// Assertions by app and id, and proofs by id: until when each is remembered.
    var usedAssertions: [String: Date] = [:]
    var usedProofs: [String: Date] = [:]
    var nonces: [(text: String, made: Date)] = []
  }

  /// Seconds that every token is good (Okta's guide for service apps: fixed).
  static let lifetime = 3600
  /// Seconds after which a new nonce is given, and after which an old one is refused (Okta's guide for DPoP).
  private static let nonceTurn: TimeInterval = 86_400
  private static let nonceLife: TimeInterval = 3 * 86_400

  private let clients: [String: RegisteredClient]
  private let random: @Sendable () -> UInt64
  private let state = Mutex(State())

  init(clients: [RegisteredClient], random: @escaping @Sendable () -> UInt64) {
    self.clients = Dictionary(clients.map { ($0.id, $0) }) { $1 }
    self.random = random
  }

  /// A token for a form that an app signed; `dpop` holds each header `DPoP` of the call.
  func issue(
    _ form: TokenForm, dpop: [String], at endpoint: String, now: Date
  ) throws(TokenRefusal) -> Issue {
    let assertion = try CheckedAssertion(form.assertion, to: endpoint, of: clients, at: now)
    // Used up by any answer from here on, even by one that only asks for a nonce (Okta's SDK for Python tells so).
    try spend(assertion, now)
    let client = assertion.client
    let proof = try proof(dpop, of: client, at: endpoint, now)
    let scopes = try granted(form.scopes, to: client)
    let grant = Grant(
      token: newText(), clientID: client.id, scopes: scopes, end: now.addingTimeInterval(Double(Self.lifetime)),
      thumbprint: proof?.thumbprint)
    state.withLock { state in
      state.grants = state.grants.filter { $0.value.end > now }
      state.grants[grant.token] = grant
    }
    return Issue(grant: grant, nonce: proof == nil ? nil : nonce(now))
  }

  /// Who makes a call with an access token.
  func caller(
    _ scheme: OAuthChallenge.Scheme, token: String, of call: Call, now: Date
  ) throws(OAuthChallenge) -> Caller {
    guard let grant = state.withLock({ $0.grants[token] }) else { throw .invalidToken(scheme) }
    guard grant.end > now else { throw .expiredToken(scheme) }
    switch (scheme, grant.thumbprint) {
    case (.bearer, nil): break
    case (.bearer, _?): throw .proofWanted
    case (.dpop, nil): throw .notBound
    case (.dpop, let thumbprint?):
      do throws(ProofProblem) {
        let proof = try CheckedProof(call.dpop, of: call.method, call.origin + call.path, at: now)
        guard proof.tokenHash == Base64URL.sha256(token) else { throw .tokenHash }
        guard proof.thumbprint == thumbprint else { throw .otherKey }
        try spend(proof, now)
      } catch {
        throw .badProof(error)
      }
    }
    return Caller(user: grant.clientID, scopes: Set(grant.scopes))
  }

  private func proof(
    _ headers: [String], of client: RegisteredClient, at endpoint: String, _ now: Date
  ) throws(TokenRefusal) -> CheckedProof? {
    guard client.isBound || !headers.isEmpty else { return nil }
    let proof: CheckedProof
    do throws(ProofProblem) {
      proof = try CheckedProof(headers, of: "POST", endpoint, at: now)
      try spend(proof, now)
    } catch {
      throw .proof(error)
    }
    guard let given = proof.nonce, isGood(nonce: given, now) else { throw .nonceMissing(nonce(now)) }
    return proof
  }

  private func granted(_ scopes: [String], to client: RegisteredClient) throws(TokenRefusal) -> [String] {
    guard !scopes.isEmpty, scopes.allSatisfy({ $0.hasPrefix("okta.") }) else { throw .unknownScopes }
    let refused = scopes.filter { !client.scopes.contains($0) }
    guard refused.count < scopes.count else { throw .nothingAllowed }
    guard refused.isEmpty else { throw .notAllowed(refused) }
    return scopes
  }

  // MARK: What is remembered

  private func spend(_ assertion: CheckedAssertion, _ now: Date) throws(TokenRefusal) {
    guard let id = assertion.id else { return }
    let isNew = state.withLock { state in
      state.usedAssertions = state.usedAssertions.filter { $0.value > now }
      return state.usedAssertions.updateValue(assertion.end, forKey: "\(assertion.client.id) \(id)") == nil
    }
    guard isNew else { throw .assertionUsed }
  }

  /// A proof is remembered until it is too old by itself.
  private func spend(_ proof: CheckedProof, _ now: Date) throws(ProofProblem) {
    let isNew = state.withLock { state in
      if state.usedProofs.count > 10_000 { state.usedProofs = state.usedProofs.filter { $0.value > now } }
      let end = proof.issued.addingTimeInterval(CheckedProof.longestAge + 1)
      return state.usedProofs.updateValue(end, forKey: "\(proof.thumbprint) \(proof.id)") == nil
    }
    guard isNew else { throw .used }
  }

  /// The nonce to use now; a new one each day.
  private func nonce(_ now: Date) -> String {
    let fresh = newText()
    return state.withLock { state in
      if let last = state.nonces.last, now.timeIntervalSince(last.made) < Self.nonceTurn { return last.text }
      state.nonces = state.nonces.filter { now.timeIntervalSince($0.made) < Self.nonceLife } + [(fresh, now)]
      return fresh
    }
  }

  private func isGood(nonce: String, _ now: Date) -> Bool {
    state.withLock { $0.nonces.contains { $0.text == nonce && now.timeIntervalSince($0.made) < Self.nonceLife } }
  }

  private func newText() -> String { Base64URL.random(words: 4, random) }
}
