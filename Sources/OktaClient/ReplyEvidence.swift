import struct Foundation.Data
import HTTPTypes
import OktaWire
import Model

/// What a reply proves: the one place that decides whether a success or a refusal is the org's own.
///
/// Login pages, proxies and gateways stand between, and answer in the org's place: calls that it never saw, and calls that
/// it carried out. The body decides, since `Content-Type` is often wrong:
///
/// - A success (2xx) is believed with an empty or a JSON body; a message, whose reply has no body by the contract, with any
///   201 as well. JSON that breaks off is the org's own, and cannot be read. Anything else is another's.
/// - A refusal (3xx, 4xx) is believed with Okta's own error body (`errorCode`, `E` and seven digits), or where no call
///   that was processed is answered so: 429; 407; 400, 401 and 403 with a challenge (`WWW-Authenticate`, RFC 9110,
///   section 11.6.1). Any other is another's. To read again may help where that one was only tired of waiting (408, 425,
///   499).
/// - An error of the server (5xx) never says whether the call was processed.
///
/// At the token endpoint, and only there, OAuth's error object is the org's own: `TokenReply` reads it.
enum ReplyEvidence: Hashable {
  /// The org did what the call asks for.
  case done
  /// The org's success, cut short.
  case brokenOff
  /// The org did not do it.
  case refused
  /// 429 of the window.
  case throttled
  /// 429 of the concurrency limit, which shows no limit of its own; the reset next to it means nothing.
  case concurrencyLimited
  /// A proxy did not let the call through without a user name and password.
  case heldByProxy
  /// Something in between waited no longer.
  case timedOutBetween
  /// Something in between answered.
  case foreign
  /// The org, or something in between, failed.
  case serverError

  init(_ reply: RawReply, to call: APICall) {
    switch reply.status {
    case 200..<300: self = Self.success(reply, of: call)
    case 429: self = reply.isConcurrencyLimited ? .concurrencyLimited : .throttled
    case 407: self = .heldByProxy
    case 300..<500 where ServiceError(reply).isOktas: self = .refused
    case 400 where reply.hasChallenge, 401 where reply.hasChallenge, 403 where reply.hasChallenge: self = .refused
    case 408, 425, 499: self = .timedOutBetween
    case 300..<500: self = .foreign
    default: self = .serverError
    }
  }

  private static func success(_ reply: RawReply, of call: APICall) -> ReplyEvidence {
    if !call.hasReplyBody, reply.status == 201 { return .done }
    guard let first = reply.body.first(where: { !$0.isInsignificant }) else { return .done }
    if WireJSON.isWhole(reply.body) { return .done }
    return "{[\"".utf8.contains(first) ? .brokenOff : .foreign
  }
}

extension RawReply {
  fileprivate var hasChallenge: Bool {
    headers[values: .wwwAuthenticate].contains { $0.contains { !$0.isWhitespace } }
  }
}

extension UInt8 {
  /// Blanks in front of JSON (RFC 8259, section 2), and the bytes of a byte order mark.
  fileprivate var isInsignificant: Bool { [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains(self) }
}
