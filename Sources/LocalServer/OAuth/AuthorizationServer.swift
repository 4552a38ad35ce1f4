import Foundation
import OktaWire
import Synchronization

/// A service app that may request access tokens.
struct RegisteredClient: Hashable, Sendable {
  /// The key that verifies assertions of the app.
  struct Key: Hashable, Sendable {
    /// The required `kid` of assertions; `nil`: any.
    var id: String?
    var key: VerificationKey
  }

  var id: String
  var key: Key
  /// The granted scopes.
  var scopes: [String]
  /// Whether its tokens must be bound to a key (Okta's setting `dpop_bound_access_tokens`, on for new apps).
  var isBound: Bool
}

/// The org authorization server, as far as service apps need it: it issues access tokens for assertions and validates them.
/// All of it is in memory: tokens do not survive a restart.
final class AuthorizationServer: Sendable {
  /// The grant of an issued token.
  struct Grant: Hashable, Sendable {
    var token: String
    var clientID: String
    var scopes: [String]
    var end: Date
    /// Of the key that calls must prove possession of; `nil` for a bearer token.
    var thumbprint: String?
  }

  /// The result of one call of the token endpoint.
  struct IssuedToken: Hashable, Sendable {
    var grant: Grant
    /// For the client's next proof; `nil` for a client without proofs.
    var nonce: String?
  }

  private struct State {
    /// By token.
    var grants: [String: Grant] = [:]
    /// Assertions by app and id, and proofs by key and id, each with the time until which a repetition is refused.
    var usedAssertions: [String: Date] = [:]
    var usedProofs: [String: Date] = [:]
    var nonces: [(text: String, made: Date)] = []
  }

  /// Seconds for which a token is valid (Okta's guide for service apps: fixed).
  static let lifetime = 3600
  /// Seconds after which a new nonce is issued, and after which an old one is refused (Okta's guide for DPoP).
  private static let nonceRenewal: TimeInterval = 86_400
  private static let nonceLifetime: TimeInterval = 3 * 86_400

  private let clients: [String: RegisteredClient]
  private let random: @Sendable () -> UInt64
  private let state = Mutex(State())

  init(clients: [RegisteredClient], random: @escaping @Sendable () -> UInt64) {
    self.clients = Dictionary(clients.map { ($0.id, $0) }) { $1 }
    self.random = random
  }

  /// Issues a token for the form of an app; `dpop` has each header `DPoP` of the call.
  func issue(
    _ form: TokenForm, dpop: [String], at endpoint: String, now: Date
  ) throws(TokenEndpointError) -> IssuedToken {
    let assertion = try VerifiedAssertion(form.assertion, to: endpoint, of: clients, at: now)
    // It is used up from here on, even by a reply that only requests a nonce (as Okta's SDK for Python documents).
    try markUsed(assertion, now)
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
    return IssuedToken(grant: grant, nonce: proof == nil ? nil : nonce(now))
  }

  /// The caller of a call with an access token.
  func caller(
    _ scheme: AccessTokenError.Scheme, token: String, of call: ServerCall, now: Date
  ) throws(AccessTokenError) -> Caller {
    guard let grant = state.withLock({ $0.grants[token] }) else { throw .invalidToken(scheme) }
    guard grant.end > now else { throw .expiredToken(scheme) }
    switch (scheme, grant.thumbprint) {
    case (.bearer, nil): break
    case (.bearer, _?): throw .proofRequired
    case (.dpop, nil): throw .notBound
    case (.dpop, let thumbprint?):
      do throws(DPoPProofError) {
        let proof = try VerifiedProof(call.dpop, of: call.method, call.origin + call.path, at: now)
        guard proof.tokenHash == Base64URL.sha256(token) else { throw .tokenHash }
        guard proof.thumbprint == thumbprint else { throw .otherKey }
        try markUsed(proof, now)
      } catch {
        throw .badProof(error)
      }
    }
    return Caller(user: grant.clientID, scopes: Set(grant.scopes))
  }

  private func proof(
    _ headers: [String], of client: RegisteredClient, at endpoint: String, _ now: Date
  ) throws(TokenEndpointError) -> VerifiedProof? {
    guard client.isBound || !headers.isEmpty else { return nil }
    let proof: VerifiedProof
    do throws(DPoPProofError) {
      proof = try VerifiedProof(headers, of: "POST", endpoint, at: now)
      try markUsed(proof, now)
    } catch {
      throw .proof(error)
    }
    guard let given = proof.nonce, isValid(nonce: given, now) else { throw .nonceMissing(nonce(now)) }
    return proof
  }

  private func granted(_ scopes: [String], to client: RegisteredClient) throws(TokenEndpointError) -> [String] {
    guard !scopes.isEmpty, scopes.allSatisfy({ $0.hasPrefix("okta.") }) else { throw .unknownScopes }
    let refused = scopes.filter { !client.scopes.contains($0) }
    guard refused.count < scopes.count else { throw .nothingAllowed }
    guard refused.isEmpty else { throw .notAllowed(refused) }
    return scopes
  }

  // MARK: Memory

  private func markUsed(_ assertion: VerifiedAssertion, _ now: Date) throws(TokenEndpointError) {
    guard let id = assertion.id else { return }
    let isNew = state.withLock { state in
      state.usedAssertions = state.usedAssertions.filter { $0.value > now }
      return state.usedAssertions.updateValue(assertion.end, forKey: "\(assertion.client.id) \(id)") == nil
    }
    guard isNew else { throw .assertionUsed }
  }

  /// A proof is remembered until it would be too old anyway.
  private func markUsed(_ proof: VerifiedProof, _ now: Date) throws(DPoPProofError) {
    let isNew = state.withLock { state in
      if state.usedProofs.count > 10_000 { state.usedProofs = state.usedProofs.filter { $0.value > now } }
      let end = proof.issued.addingTimeInterval(VerifiedProof.maximumAge + 1)
      return state.usedProofs.updateValue(end, forKey: "\(proof.thumbprint) \(proof.id)") == nil
    }
    guard isNew else { throw .used }
  }

  /// The nonce to use now; a new one each day.
  private func nonce(_ now: Date) -> String {
    let fresh = newText()
    return state.withLock { state in
      if let last = state.nonces.last, now.timeIntervalSince(last.made) < Self.nonceRenewal { return last.text }
      state.nonces = state.nonces.filter { now.timeIntervalSince($0.made) < Self.nonceLifetime } + [(fresh, now)]
      return fresh
    }
  }

  private func isValid(nonce: String, _ now: Date) -> Bool {
    state.withLock { $0.nonces.contains { $0.text == nonce && now.timeIntervalSince($0.made) < Self.nonceLifetime } }
  }

  private func newText() -> String { Base64URL.random(words: 4, random) }
}
