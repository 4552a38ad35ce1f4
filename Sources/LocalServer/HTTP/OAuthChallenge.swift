import HTTPTypes
import OktaWire
import RequestModel

/// Why an access token does not carry a call. Okta tells it in `WWW-Authenticate` alone (RFC 6750, section 3): the reply
/// has no body (reports on its SDKs; the header is quoted by its support).
struct OAuthChallenge: Error, Hashable, Sendable {
  enum Scheme: String, Hashable, Sendable {
    case bearer = "Bearer"
    case dpop = "DPoP"
  }

  var status: Int
  var scheme = Scheme.bearer
  /// A code of RFC 6750, section 3.1, or RFC 9449, section 7.1.
  var error: String
  var description: String

  /// 401: the server did not issue the token, or it is over.
  static func invalidToken(_ scheme: Scheme) -> OAuthChallenge {
    OAuthChallenge(status: 401, scheme: scheme, error: "invalid_token", description: "The access token is invalid.")
  }
  /// 403: the token was not granted what the operation asks for.
  static let insufficientScope = OAuthChallenge(
    status: 403, error: "insufficient_scope",
    description: "The access token provided does not contain the required scopes.")

  /// The answer to a call of an operation that answers `access`.
  func answer(to call: Call, _ access: Access) -> Answer {
    var parameters = [("authorization_uri", "\(call.origin)/oauth2/v1/authorize"), ("realm", call.origin)]
    if scheme == .dpop { parameters.insert(("algs", "RS256 RS384 RS512 ES256 ES384 ES512"), at: 0) }
    if case .scope(let scope) = access { parameters.append(("scope", scope.rawValue)) }
    parameters += [("error", error), ("error_description", description), ("resource", String(call.path))]
    let text = parameters.map { "\($0)=\(Self.quoted($1))" }.joined(separator: ", ")
    return Answer(
      status: status, headers: [.init(name: .wwwAuthenticate, value: "\(scheme.rawValue) \(text)")])
  }

  /// A quoted string (RFC 9110, section 5.6.4).
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
