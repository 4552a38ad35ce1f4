/// An error with its HTTP status: what the API answers in place of a result (contract `responses`).
package struct ErrorReply: Hashable, Sendable {
  package var status: Int
  package var body: ErrorBody

  package init(status: Int, body: ErrorBody) {
    self.status = status
    self.body = body
  }

  private init(
    _ status: Int, _ code: ErrorCode, summary: String, id: String, causes: [ErrorCauseBody] = []
  ) {
    let body = ErrorBody(errorCode: code.rawValue, errorSummary: summary, errorId: id, errorCauses: causes)
    self.init(status: status, body: body)
  }
}

/// The codes of the errors that this API is known to answer.
package enum ErrorCode: String, Hashable, Sendable, CaseIterable {
  case validation = "E0000001"
  case invalidUpdate = "E0000002"
  case authentication = "E0000004"
  case forbidden = "E0000006"
  case notFound = "E0000007"
  case internalError = "E0000009"
  case invalidToken = "E0000011"
  case unlicensed = "E0000015"
  case paging = "E0000029"
  case searchCriteria = "E0000031"
  case rateLimit = "E0000047"
  case conflict = "E0000195"
}

/// `id` is the `errorId`, new for each reply.
extension ErrorReply {
  /// 400: the body breaks the contract.
  package static func validation(_ causes: [ErrorCauseBody], id: String) -> Self {
    Self(400, .validation, summary: "Api validation failed: \(phrases(causes))", id: id, causes: causes)
  }

  /// 400: the request cannot be changed so any more (Okta's reference, operation `updaterequest`).
  package static func invalidUpdate(_ reason: String, id: String) -> Self {
    Self(400, .invalidUpdate, summary: "Request update failed: \(reason)", id: id)
  }

  /// 400: a bad `after`, `limit` or `orderBy`.
  package static func paging(_ causes: [ErrorCauseBody], id: String) -> Self {
    Self(400, .paging, summary: "Invalid paging request.", id: id, causes: causes)
  }

  /// 400: a bad `filter`. The contract shows none; this is the core API's error for it.
  package static func searchCriteria(_ causes: [ErrorCauseBody], id: String) -> Self {
    Self(400, .searchCriteria, summary: "Invalid search criteria.", id: id, causes: causes)
  }

  /// 401: no token, or not in a form that Okta knows.
  package static func authentication(id: String) -> Self {
    Self(401, .authentication, summary: "Authentication failed.", id: id)
  }

  /// 401: a token that is unknown or no longer good.
  package static func invalidToken(id: String) -> Self {
    Self(401, .invalidToken, summary: "Invalid token provided", id: id)
  }

  /// 403: the user lacks the role that the operation takes. The code is that of a 401 (contract response
  /// `authorization-error-response`).
  package static func missingRole(id: String) -> Self {
    Self(403, .authentication, summary: "You do not have permission to perform the requested action.", id: id)
  }

  /// 403.
  package static func forbidden(_ causes: [ErrorCauseBody] = [], id: String) -> Self {
    Self(
      403, .forbidden, summary: "You do not have permission to perform the requested action.", id: id, causes: causes)
  }

  /// 404.
  package static func notFound(id: String) -> Self {
    Self(404, .notFound, summary: "Resource not found exception.", id: id)
  }

  /// 409: the state of the request type is in the way.
  package static func conflict(_ causes: [ErrorCauseBody], id: String) -> Self {
    let summary = "Api validation failed due to conflict: \(causes.map(\.errorSummary).joined(separator: ", "))"
    return Self(409, .conflict, summary: summary, id: id, causes: causes)
  }

  /// 409 with the code of a validation error: the field values do not fit the request type's fields.
  package static func settingsConflict(_ causes: [ErrorCauseBody], id: String) -> Self {
    Self(409, .validation, summary: "Api validation failed: \(phrases(causes))", id: id, causes: causes)
  }

  /// 429.
  package static func rateLimit(id: String) -> Self {
    Self(429, .rateLimit, summary: "API call exceeded rate limit due to too many requests.", id: id)
  }

  /// 500.
  package static func internalError(id: String) -> Self {
    Self(500, .internalError, summary: "Internal Server Error.", id: id)
  }

  private static func phrases(_ causes: [ErrorCauseBody]) -> String {
    causes.map(\.phrase).joined(separator: ", ")
  }
}

extension ErrorCauseBody {
  /// The cause as it stands in an error's summary: the place, then what is wrong with it. The body itself has no name. What
  /// a field value lacks is named at the value, but what the settings of a request type lack at its own place (contract
  /// examples `request-field-id-missing-example` and `fieldOptions-missing`).
  fileprivate var phrase: String {
    guard let location, location.hasPrefix("/") else { return errorSummary }
    var place = location[...]
    if reason == CauseReason.requiredPropertyMissing.rawValue {
      let object = place.prefix(upTo: place.lastIndex(of: "/") ?? place.startIndex)
      if object.isEmpty || object.hasPrefix("/requesterFieldValues") { place = object }
    }
    return place.isEmpty ? errorSummary : "\(place) \(errorSummary)"
  }
}
