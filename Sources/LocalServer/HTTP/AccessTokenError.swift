import HTTPTypes
import OktaWire
import Model

/// Why a call with an access token is rejected. Okta reports it in `WWW-Authenticate` only (RFC 6750, section 3): the reply
/// has no body (reports on its SDKs; its support quotes the header).
struct AccessTokenError: Error, Hashable, Sendable {
  enum Scheme: String, Hashable, Sendable, CaseIterable {
    case bearer = "Bearer"
    case dpop = "DPoP"
  }

  var status: Int
  var scheme = Scheme.bearer
  /// A code of RFC 6750, section 3.1, or RFC 9449, section 7.1.
  var error: String
  var description: String

  /// 401: the server did not issue the token.
  static func invalidToken(_ scheme: Scheme) -> AccessTokenError {
    AccessTokenError(status: 401, scheme: scheme, error: "invalid_token", description: "The access token is invalid.")
  }
  /// 403: the token was not granted the scope that the operation requires.
  static let insufficientScope = AccessTokenError(
    status: 403, error: "insufficient_scope",
    description: "The access token provided does not contain the required scopes.")

  /// The response to a call of an operation that requires `access`.
  func response(to call: ServerCall, _ access: Access) -> ServerResponse {
    var parameters = [("authorization_uri", "\(call.origin)/oauth2/v1/authorize"), ("realm", call.origin)]
    if scheme == .dpop { parameters.insert(("algs", "RS256 RS384 RS512 ES256 ES384 ES512"), at: 0) }
    if case .scope(let scope) = access { parameters.append(("scope", scope.rawValue)) }
    parameters += [("error", error), ("error_description", description), ("resource", String(call.path))]
    let text = parameters.map { "\($0)=\(Self.quoted($1))" }.joined(separator: ", ")
    return ServerResponse(
      status: status, headers: [.init(name: .wwwAuthenticate, value: "\(scheme.rawValue) \(text)")])
  }

  /// A quoted string (RFC 9110, section 5.6.4).
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
