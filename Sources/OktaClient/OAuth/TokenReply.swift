import Foundation
import HTTPTypes
import OktaWire
import Model

/// What the token endpoint answered, and what follows from it. Decides, and does nothing.
enum TokenReply {
  case token(TokenBody)
  /// The proof needs the nonce that came with this reply.
  case nonceMissing
  /// The app's tokens have to be bound to a key, and the call had no proof.
  case proofMissing
  case refused(OAuthErrorBody)
  /// 429 of the window, with the wait until it ends where the reply says so.
  case throttled(Duration?)
  /// 429 of the concurrency limit.
  case concurrencyLimited
  /// An error of the server or of what stands between, which may pass.
  case broken
  /// Anything else: whatever answers there is no token endpoint.
  case strange

  init(_ reply: RawReply) {
    switch reply.status {
    case 200..<300:
      self = (try? WireJSON.decode(TokenBody.self, from: reply.body)).map(TokenReply.token) ?? .broken
    case 429 where reply.isConcurrencyLimited: self = .concurrencyLimited
    case 429: self = .throttled(Self.wait(reply))
    // Something in between timed out.
    case 408, 425, 499: self = .broken
    case 400..<500:
      guard let refusal = try? WireJSON.decode(OAuthErrorBody.self, from: reply.body) else {
        self = .strange
        return
      }
      switch refusal.error {
      case "use_dpop_nonce": self = .nonceMissing
      case "invalid_dpop_proof" where refusal.description?.contains("missing") == true: self = .proofMissing
      default: self = .refused(refusal)
      }
    case 500...: self = .broken
    default: self = .strange
    }
  }

  /// As long as the reply asks for, else until the window's end by the org's own clock, and a second more; no window is
  /// longer than a few minutes.
  private static func wait(_ reply: RawReply) -> Duration? {
    reply.retryAfter ?? reply.rate.map { .seconds(min(max($0.reset.timeIntervalSince($0.date), 0) + 1, 300)) }
  }
}
