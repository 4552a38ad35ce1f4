import Foundation
import OktaClient
import OktaWire
import Synchronization
import Testing

/// Answers for a canned server: a token endpoint as a test wants it, and resources that answer with a user.
final class CannedOrg: Sendable {
  static let user = CannedServer.reply(200, [], #"{"id":"00ub0oNGTSWTBKOLGLNR"}"#)

  private let calls = Mutex<[TokenCall]>([])
  private let token: @Sendable (TokenCall) -> CannedServer.Answer
  private let resource: @Sendable (String) -> CannedServer.Answer

  init(
    _ token: @escaping @Sendable (TokenCall) -> CannedServer.Answer,
    resource: @escaping @Sendable (String) -> CannedServer.Answer = { _ in CannedOrg.user }
  ) {
    self.token = token
    self.resource = resource
  }

  /// The calls of the token endpoint so far.
  var tokenCalls: [TokenCall] { calls.withLock { $0 } }

  var answer: @Sendable (String) -> CannedServer.Answer {
    { call in
      guard call.hasPrefix("POST /oauth2/v1/token ") else { return self.resource(call) }
      let parsed = TokenCall(call)
      self.calls.withLock { $0.append(parsed) }
      return self.token(parsed)
    }
  }

  static func token(_ token: String, type: String = "Bearer", head: [String] = []) -> CannedServer.Answer {
    CannedServer.reply(
      200, head, #"{"token_type":"\#(type)","expires_in":3600,"access_token":"\#(token)","scope":"a.read"}"#)
  }

  static func refusal(_ error: String, _ description: String, head: [String] = []) -> CannedServer.Answer {
    CannedServer.reply(400, head, #"{"error":"\#(error)","error_description":"\#(description)"}"#)
  }

  static func nonce(_ nonce: String) -> CannedServer.Answer {
    refusal("use_dpop_nonce", "Authorization server requires nonce in DPoP proof.", head: ["dpop-nonce: \(nonce)"])
  }
}

/// A call as a server saw it.
struct TokenCall: Sendable {
  var headers: [String: String] = [:]
  var form: [String: String] = [:]

  init(_ text: String) {
    let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
    for line in parts[0].split(separator: "\r\n").dropFirst() {
      let sides = line.split(separator: ":", maxSplits: 1)
      headers[sides[0].lowercased()] = sides[1].trimmingCharacters(in: .whitespaces)
    }
    for pair in (parts.count == 2 ? parts[1] : "").split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1).compactMap { PercentEncoding.decode($0) }
      if sides.count == 2 { form[sides[0]] = sides[1] }
    }
  }

  var proof: SignedToken? { headers["dpop"].flatMap(SignedToken.init) }
}

extension SignedToken {
  private struct Header: Decodable {
    var jwk: JSONWebKey
  }

  func claim(_ name: String) throws -> String { try #require(try claimIfAny(name)) }

  func claimIfAny(_ name: String) throws -> String? { try claims()[name] as? String }

  func number(_ name: String) throws -> Double { try #require(try claims()[name] as? Double) }

  func jwk() throws -> JSONWebKey { try JSONDecoder().decode(Header.self, from: header).jwk }

  private func claims() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: payload) as? [String: Any])
  }
}
