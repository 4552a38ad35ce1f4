import Foundation

extension RawReply {
  /// Shorter texts are no secrets of Okta's, and may be words of the reply.
  private static var leastSecret: Int { 8 }

  /// An error reply as it is told: where whoever answered repeats a secret that was sent, `…` stands in its place.
  /// JSON with a 2xx is passed on as it came; nothing of it is quoted.
  func hiding(_ secrets: [String]) -> RawReply {
    let secrets = secrets.filter { $0.utf8.count >= Self.leastSecret }
    guard !(200..<300).contains(status) || !WireJSON.isWhole(body) else { return self }
    var reply = self
    for secret in secrets {
      reply.headers.fields = reply.headers.fields.map {
        .init(name: $0.name, value: $0.value.replacingOccurrences(of: secret, with: "…"))
      }
      while let place = reply.body.firstRange(of: Data(secret.utf8)) {
        reply.body.replaceSubrange(place, with: Data("…".utf8))
      }
    }
    return reply
  }
}
