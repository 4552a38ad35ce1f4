/// Okta's error envelope (contract schema `error`).
package struct ErrorBody: Hashable, Sendable {
  /// The only part that programs may branch on.
  package var errorCode: String
  package var errorSummary: String
  package var errorLink: String?
  package var errorId: String?
  package var errorCauses: [ErrorCauseBody]

  /// Whether the code has the form of Okta's, `E` and seven digits: a gateway's error may have the same keys.
  package var isOktas: Bool {
    errorCode.utf8.count == 8 && errorCode.hasPrefix("E")
      && errorCode.utf8.dropFirst().allSatisfy { (48...57).contains($0) }
  }

  /// An error whose link is its code, as Okta writes it.
  package init(errorCode: String, errorSummary: String, errorId: String?, errorCauses: [ErrorCauseBody] = []) {
    self.errorCode = errorCode
    self.errorSummary = errorSummary
    self.errorLink = errorCode
    self.errorId = errorId
    self.errorCauses = errorCauses
  }
}

extension ErrorBody: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    errorCode = try container.decode(String.self, forKey: .errorCode)
    errorSummary = try container.decodeIfPresent(String.self, forKey: .errorSummary) ?? ""
    errorLink = try container.decodeIfPresent(String.self, forKey: .errorLink)
    errorId = try container.decodeIfPresent(String.self, forKey: .errorId)
    errorCauses = try container.decodeIfPresent([ErrorCauseBody].self, forKey: .errorCauses) ?? []
  }
}

/// One reason of an error (contract schema `error-cause`); real replies leave out all but the summary.
package struct ErrorCauseBody: Hashable, Sendable, Codable {
  package var errorSummary: String
  /// A word such as `IDENTIFIER_NOT_FOUND`.
  package var reason: String?
  /// A JSON pointer into the body, or `/` and the name of a query parameter.
  package var location: String?
  /// `body` or `query`.
  package var locationType: String?
  /// `governance` for all errors of this API.
  package var domain: String?

  package init(
    _ errorSummary: String, reason: CauseReason?, location: String? = nil, locationType: String? = nil,
    domain: String? = "governance"
  ) {
    self.errorSummary = errorSummary
    self.reason = reason?.rawValue
    self.location = location
    self.locationType = locationType
    self.domain = domain
  }

  /// A cause in the body of the call.
  package static func body(_ location: String, _ summary: String, reason: CauseReason) -> ErrorCauseBody {
    ErrorCauseBody(summary, reason: reason, location: location, locationType: "body")
  }

  /// A cause in the query parameter `name`.
  package static func query(_ name: String, _ summary: String, reason: CauseReason) -> ErrorCauseBody {
    ErrorCauseBody(summary, reason: reason, location: "/\(name)", locationType: "query")
  }
}

/// The reasons that the contract's examples show.
package enum CauseReason: String, Hashable, Sendable, CaseIterable {
  case emptyParameter = "EMPTY_PARAMETER"
  case identifierNotFound = "IDENTIFIER_NOT_FOUND"
  case insufficientPermissions = "INSUFFICIENT_PERMISSIONS"
  case invalidArrayLengthOverMax = "INVALID_ARRAY_LENGTH_OVER_MAX"
  case invalidArrayLengthUnderMin = "INVALID_ARRAY_LENGTH_UNDER_MIN"
  case invalidDataType = "INVALID_DATA_TYPE"
  case invalidEnumValue = "INVALID_ENUM_VALUE"
  case invalidStringLengthOverMax = "INVALID_STRING_LENGTH_OVER_MAX"
  case invalidStringLengthUnderMin = "INVALID_STRING_LENGTH_UNDER_MIN"
  case requestTypeSettings = "REQUEST_TYPE_SETTINGS"
  case requestTypeState = "REQUEST_TYPE_STATE"
  case requiredPropertyMissing = "REQUIRED_PROPERTY_MISSING"
  case stringFormatInvalid = "STRING_FORMAT_INVALID"
}
