/// The resources of the API that Writ knows, by path (contract `paths`; `currentUser` is of the core API).
package enum Endpoint: Hashable, Sendable {
  case requests
  case request(String)
  case messages(String)
  case requestTypes
  case requestType(String)
  case currentUser

  /// Where lists and creations of requests live; every `next` link of a list must point to it.
  package static let requestsPath = "/governance/api/v1/requests"
  package static let requestTypesPath = "/governance/api/v1/request-types"
  package static let currentUserPath = "/api/v1/users/me"

  /// The path to put into a call, ids percent-encoded.
  package var path: String {
    switch self {
    case .requests: Self.requestsPath
    case .request(let id): "\(Self.requestsPath)/\(PercentEncoding.encode(id))"
    case .messages(let id): "\(Self.requestsPath)/\(PercentEncoding.encode(id))/messages"
    case .requestTypes: Self.requestTypesPath
    case .requestType(let id): "\(Self.requestTypesPath)/\(PercentEncoding.encode(id))"
    case .currentUser: Self.currentUserPath
    }
  }
}

/// The header names of calls and replies, as the contract spells them; they compare without regard to case.
package enum HeaderName {
  /// The methods that a path answers, in a 405.
  package static let allow = "Allow"
  package static let accept = "Accept"
  package static let authorization = "Authorization"
  package static let contentType = "Content-Type"
  package static let date = "Date"
  package static let link = "Link"
  package static let rateLimit = "X-Rate-Limit-Limit"
  package static let rateRemaining = "X-Rate-Limit-Remaining"
  package static let rateReset = "X-Rate-Limit-Reset"
  /// The call's id, for Okta's support.
  package static let callID = "X-Okta-Request-Id"
  package static let userAgent = "User-Agent"
  package static let wwwAuthenticate = "WWW-Authenticate"
}
