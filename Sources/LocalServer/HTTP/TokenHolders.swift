/// The accepted tokens and the user that each belongs to.
struct TokenHolders: Sendable {
  private let holders: [(token: [UInt8], user: String)]

  init(tokens: [String]) {
    holders = zip(1..., tokens).map { number, token in (Array(token.utf8), Self.user(number)) }
  }

  /// The user of the token at that place, counted from 1: `00uLocalDevToken0001`.
  static func user(_ number: Int) -> String {
    let digits = String(number)
    return "00uLocalDevToken" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  /// The users of all tokens.
  var users: [String] { holders.map(\.user) }

  /// Who makes a call, by its header `Authorization`: `SSWS` and an API token, or `Bearer` and an access token. The
  /// tokens that the server was started with are taken as either, and may do everything.
  func caller(of call: Call) -> Result<Caller, AuthenticationFailure> {
    guard let words = call.authorization?.split(separator: " "), words.count == 2 else {
      return .failure(.noToken)
    }
    let user = user(of: words[1])
    switch words[0].lowercased() {
    case "ssws": return user.map { .success(Caller(user: $0, scopes: nil)) } ?? .failure(.noToken)
    case "bearer": return user.map { .success(Caller(user: $0, scopes: nil)) } ?? .failure(.challenged(.invalidToken))
    default: return .failure(.noToken)
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
