import OktaClient
import OktaWire
import Reporting
import Model

/// The answer to a trial call that proves the permission to make it. Any other may come from whatever stands between, or from
/// a server that is not an org, and proves nothing.
struct PermissionProbe {
  private var isBody: (RawReply) -> Bool = { _ in false }
  private var statuses: Set<Int> = []

  /// A success with what the call asks for.
  static func body<Body: Decodable>(of type: Body.Type) -> PermissionProbe {
    PermissionProbe(isBody: { reply in (try? WireJSON.decode(type, from: reply.body)) != nil })
  }

  /// Okta's own error with one of these statuses: the call was looked at, and found to name nothing or to lack something,
  /// which comes after the question who asks.
  static func error(_ statuses: Int...) -> PermissionProbe { PermissionProbe(statuses: Set(statuses)) }

  func permission(_ name: String, _ reply: RawReply) -> AuthReport.Permission {
    isBody(reply)
      ? .init(name: name, state: .granted, reason: "allowed (probe returned \(reply.status))")
      : .init(
        name: name, state: .unknown,
        reason: "unexpected response (status \(reply.status)), not from Okta; check the org URL")
  }

  func permission(_ name: String, _ failure: ServiceFailure) -> AuthReport.Permission {
    switch failure {
    case .rejected(let error) where error.code != nil && statuses.contains(error.status):
      .init(name: name, state: .granted, reason: "allowed (probe returned \(error.status), not 403)")
    case .unauthenticated, .forbidden: .init(name: name, state: .refused, reason: failure.text)
    case .throttled: .init(name: name, state: .unknown, reason: "the rate limit is spent; \(failure.text)")
    default: .init(name: name, state: .unknown, reason: failure.text)
    }
  }
}
