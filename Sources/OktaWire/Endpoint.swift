/// The resources of the API that Writ knows, by path (contract `paths`; users and groups are of the core API, `token` of the
/// org's authorization server).
package enum Endpoint: Hashable, Sendable {
  case requests
  case request(String)
  case messages(String)
  case requestTypes
  case requestType(String)
  case currentUser
  case users
  /// By id or login.
  case user(String)
  case groups
  case members(String)
  case token
  case organization

  /// Where lists and creations of requests live; every `next` link of a list must point to it.
  package static let requestsPath = "/governance/api/v1/requests"
  package static let usersPath = "/api/v1/users"
  package static let groupsPath = "/api/v1/groups"
  /// Where an org says its id, without a token (core API, `getWellknownOrgMetadata`).
  package static let organizationPath = "/.well-known/okta-organization"

  /// The single thing that a call is about, for messages; `nil` for lists and for what every org has.
  package var item: String? {
    switch self {
    case .request(let id), .messages(let id): "request \(id)"
    case .requestType(let id): "request type \(id)"
    case .user(let idOrLogin): "user \(idOrLogin)"
    case .members(let id): "group \(id)"
    case .requests, .requestTypes, .currentUser, .users, .groups, .token, .organization: nil
    }
  }

  /// The path to put into a call, ids percent-encoded.
  package var path: String {
    switch self {
    case .requests: Self.requestsPath
    case .request(let id): "\(Self.requestsPath)/\(PercentEncoding.encode(id))"
    case .messages(let id): "\(Self.requestsPath)/\(PercentEncoding.encode(id))/messages"
    case .requestTypes: "/governance/api/v1/request-types"
    case .requestType(let id): "\(Self.requestTypes.path)/\(PercentEncoding.encode(id))"
    case .users: Self.usersPath
    case .user(let idOrLogin): "\(Self.usersPath)/\(PercentEncoding.encode(idOrLogin))"
    case .groups: Self.groupsPath
    case .members(let id): "\(Self.groupsPath)/\(PercentEncoding.encode(id))/users"
    case .currentUser: "/api/v1/users/me"
    case .organization: Self.organizationPath
    case .token: "/oauth2/v1/token"
    }
  }
}
