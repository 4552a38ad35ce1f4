import Foundation
import Model

/// Who makes a call, and what the token permits.
struct Caller: Hashable, Sendable {
  /// The user in whose name the call is made.
  var user: String
  /// The scopes that an access token was granted; `nil` for an API token, which permits whatever its user may do.
  var scopes: Set<String>?

  /// The caller of an operation that requires no token.
  static let anonymous = Caller(user: "", scopes: [])

  /// Whether the token suffices for an operation.
  func mayUse(_ access: Access) -> Bool {
    guard case .scope(let scope) = access, let scopes else { return true }
    return scopes.contains(scope.rawValue)
  }
}

/// Why the caller is unknown.
enum AuthenticationError: Error, Hashable, Sendable {
  /// No token, one in a form that Okta does not know, or an API token that is not accepted: 401 with an error body
  /// (contract example `InvalidApiToken`).
  case noToken
  case accessToken(AccessTokenError)
}

/// The accepted tokens and the user of each: the tokens that the server was started with, and those that its
/// authorization server issued.
struct TokenAuthenticator: Sendable {
  private let accepted: [(token: [UInt8], user: String)]
  let authorizationServer: AuthorizationServer

  init(tokens: [String], authorizationServer: AuthorizationServer) {
    accepted = zip(1..., tokens).map { number, token in (Array(token.utf8), Self.user(number)) }
    self.authorizationServer = authorizationServer
  }

  /// The user of the token at a position, counted from 1: `00uLocalDevToken0001`.
  static func user(_ number: Int) -> String { "00uLocalDevToken" + number.digits(4) }

  /// Whether an id has the form of a token's user.
  static func couldBeUser(_ id: String) -> Bool { id.wholeMatch(of: /00uLocalDevToken\d{4}/) != nil }

  /// The users of all tokens that the server was started with.
  var users: [String] { accepted.map(\.user) }

  /// Who makes a call, by its header `Authorization`: `SSWS` and an API token, or `Bearer` or `DPoP` and an access token.
  /// The tokens that the server was started with are accepted after `SSWS` and `Bearer`, and permit everything.
  func caller(of call: ServerCall, at now: Date) throws(AuthenticationError) -> Caller {
    guard let words = call.authorization?.split(separator: " "), words.count == 2 else { throw .noToken }
    let (word, token) = (words[0].lowercased(), words[1])
    if word == "ssws" || word == "bearer", let user = user(of: token) { return Caller(user: user) }
    guard let scheme = AccessTokenError.Scheme.allCases.first(where: { $0.rawValue.lowercased() == word }) else {
      throw .noToken
    }
    do throws(AccessTokenError) {
      return try authorizationServer.caller(scheme, token: String(token), of: call, now: now)
    } catch {
      throw .accessToken(error)
    }
  }

  /// Every token is compared to its end, so that the time reveals nothing of how much of one was right.
  private func user(of token: Substring) -> String? {
    let presented = Array(token.utf8)
    var found: String?
    for one in accepted where Self.areEqual(one.token, presented) {
      found = found ?? one.user
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
