import Foundation

/// The accepted tokens and whom each belongs to: the tokens that the server was started with, and those that its
/// authorization server gave.
struct TokenHolders: Sendable {
  private let holders: [(token: [UInt8], user: String)]
  let authorizationServer: AuthorizationServer

  init(tokens: [String], authorizationServer: AuthorizationServer) {
    holders = zip(1..., tokens).map { number, token in (Array(token.utf8), Self.user(number)) }
    self.authorizationServer = authorizationServer
  }

  /// The user of the token at that place, counted from 1: `00uLocalDevToken0001`.
  static func user(_ number: Int) -> String {
    let digits = String(number)
    return "00uLocalDevToken" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  /// Whether this could be the user of a token, if there were that many.
  static func couldBeUser(_ id: String) -> Bool { id.wholeMatch(of: /00uLocalDevToken\d{4}/) != nil }

  /// The users of all tokens that the server was started with.
  var users: [String] { holders.map(\.user) }

  /// Who makes a call, by its header `Authorization`: `SSWS` and an API token, or `Bearer` or `DPoP` and an access token.
  /// The tokens that the server was started with are taken as either of the first two, and may do everything.
  func caller(of call: Call, at now: Date) -> Result<Caller, AuthenticationFailure> {
    guard let words = call.authorization?.split(separator: " "), words.count == 2 else {
      return .failure(.noToken)
    }
    let user = user(of: words[1])
    switch words[0].lowercased() {
    case "ssws": return user.map { .success(Caller(user: $0, scopes: nil)) } ?? .failure(.noToken)
    case "bearer": return user.map { .success(Caller(user: $0, scopes: nil)) } ?? given(words[1], .bearer, call, now)
    case "dpop": return given(words[1], .dpop, call, now)
    default: return .failure(.noToken)
    }
  }

  /// The holder of a token that the authorization server gave.
  private func given(
    _ token: Substring, _ scheme: OAuthChallenge.Scheme, _ call: Call, _ now: Date
  ) -> Result<Caller, AuthenticationFailure> {
    do throws(OAuthChallenge) {
      return .success(try authorizationServer.caller(scheme, token: String(token), of: call, now: now))
    } catch {
      return .failure(.challenged(error))
    }
  }

  /// Every token is compared to its end, so that the time tells nothing of how much of one was right.
  private func user(of token: Substring) -> String? {
    let presented = Array(token.utf8)
    var found: String?
    for holder in holders where Self.areEqual(holder.token, presented) {
      found = found ?? holder.user
    }
    return found
  }

  private static func areEqual(_ token: [UInt8], _ presented: [UInt8]) -> Bool {
    var difference: UInt8 = token.count == presented.count ? 0 : 1
    for (index, byte) in token.enumerated() {
      difference |= byte ^ (index < presented.count ? presented[index] : 0)
    }
    return difference == 0
  }
}
