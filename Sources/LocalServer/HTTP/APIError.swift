import HTTPTypes
import OktaWire

/// Why a call is not carried out. `OktaWire` has the texts of the contract's errors; the last six are those of Okta's core
/// API (its list of error codes), since the contract has none for such calls.
enum APIError: Error, Hashable, Sendable {
  /// 400: the body or a query parameter breaks a rule.
  case invalid([ErrorCauseBody])
  case invalidPaging([ErrorCauseBody])
  case invalidFilter(String)
  case unauthenticated
  /// 403: the caller is not an administrator.
  case missingRole
  case forbidden([ErrorCauseBody])
  case notFound
  /// 404 of the core API: the id, and its kind of item.
  case resourceNotFound(String, kind: String)
  /// 400: why a request cannot be changed so any more.
  case invalidUpdate(String)
  /// 409: the state of a request type.
  case conflict([ErrorCauseBody])
  /// 409 without causes, as in the contract.
  case conflictWithoutCause(String)
  /// 409: the fields of a request type.
  case unmetSettings([ErrorCauseBody])
  case throttled
  case unexpected
  /// 503, as while Okta is in read-only mode.
  case unavailable
  case malformedBody
  case unsupportedMediaType
  case unknownPath
  case wrongMethod(allowed: [String])
  /// Okta documents no error for it.
  case bodyTooLarge(limit: Int)

  /// `id` is the `errorId`, new for each reply.
  func reply(id: String) -> ErrorReply {
    switch self {
    case .invalid(let causes): .validation(causes, id: id)
    case .invalidPaging(let causes): .paging(causes, id: id)
    case .invalidFilter(let text): .searchCriteria([.query("filter", text, reason: .stringFormatInvalid)], id: id)
    case .unauthenticated: .authentication(id: id)
    case .missingRole: .missingRole(id: id)
    case .forbidden(let causes): .forbidden(causes, id: id)
    case .notFound: .notFound(id: id)
    case .resourceNotFound(let what, let kind):
      core(404, code: "E0000007", "Not found: Resource not found: \(what) (\(kind))", id: id)
    case .invalidUpdate(let reason): .invalidUpdate(reason, id: id)
    case .conflict(let causes): .conflict(causes, id: id)
    case .conflictWithoutCause(let text):
      core(409, code: "E0000195", "Api validation failed due to conflict: \(text)", id: id)
    case .unmetSettings(let causes): .settingsConflict(causes, id: id)
    case .throttled: .rateLimit(id: id)
    case .unexpected: .internalError(id: id)
    case .unavailable: core(503, code: "E0000010", "Service is in read only mode.", id: id)
    case .malformedBody: core(400, code: "E0000003", "The request body was not well-formed.", id: id)
    case .unsupportedMediaType:
      core(
        400, code: "E0000021",
        "Bad request.  Accept and/or Content-Type headers likely do not match supported values.", id: id)
    case .unknownPath: core(404, code: "E0000022", "The endpoint does not support the provided HTTP method", id: id)
    case .wrongMethod: core(405, code: "E0000022", "The endpoint does not support the provided HTTP method", id: id)
    case .bodyTooLarge(let limit):
      core(413, code: "E0000001", "Api validation failed: body must NOT have more than \(limit) bytes", id: id)
    }
  }

  /// Further headers of the reply: a 405 lists the supported methods (RFC 9110, section 15.5.6).
  var headers: [ServerResponse.Header] {
    guard case .wrongMethod(let allowed) = self else { return [] }
    return [.init(name: .allow, value: allowed.joined(separator: ", "))]
  }

  private func core(_ status: Int, code: String, _ summary: String, id: String) -> ErrorReply {
    ErrorReply(status: status, body: ErrorBody(errorCode: code, errorSummary: summary, errorId: id))
  }
}
