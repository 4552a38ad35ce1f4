import RequestModel

/// What a method and a path ask for: the operations of the contract, the core API's users and groups, and the server's own
/// extras. Where each is found stands in `Route`.
enum Operation: Hashable, Sendable {
  case listRequests
  case createRequest
  case retrieveRequest(String)
  case createMessage(String)
  case listRequestTypes
  case createRequestType
  case retrieveRequestType(String)
  case deleteRequestType(String)
  case publishRequestType(String)
  case unpublishRequestType(String)
  case currentUser
  case issueToken
  case user(String)
  case listUsers
  case listGroups
  case group(String)
  case listMembers(String)
  /// The org's id. Okta limits no call under `/.well-known`, and neither does this server.
  case organization
  /// Local extra: what was called how often, and what the ledger holds.
  case statistics
  /// Local extra: the messages that the API takes and never shows.
  case messages
  /// Local extra: the page where a person decides. It alone needs no token, and holds no more than its own text.
  case page
  /// Local extras: what the page shows, and what it does.
  case browseRequests
  case browseRequest(String)
  case decideRequest(String)
  case lockRequest(String)

  /// The bucket that counts the operation; the local extras are not limited.
  var family: BucketFamily? {
    switch self {
    case .listRequests: .listRequests
    case .createRequest: .createRequest
    case .retrieveRequest: .retrieveRequest
    case .createMessage: .sendMessage
    case .listRequestTypes: .listRequestTypes
    case .retrieveRequestType: .retrieveRequestType
    case .createRequestType, .deleteRequestType, .publishRequestType, .unpublishRequestType: .changeRequestTypes
    case .currentUser, .user: .users
    case .listUsers: .listUsers
    case .listGroups, .group: .groups
    case .listMembers: .listMembers
    case .issueToken: .tokens
    case .organization: nil
    case .statistics, .messages, .page, .browseRequests, .browseRequest, .decideRequest, .lockRequest: nil
    }
  }

  /// Whether a browser calls it for a person: then the name that it called the server by is always checked
  /// (`TrustedHosts`).
  var isBrowsed: Bool {
    switch self {
    case .page, .browseRequests, .browseRequest, .decideRequest, .lockRequest: true
    default: false
    }
  }

  /// Whether it is for administrators only (contract, `x-okta-iam-admin-roles` of each operation). A create is as well: its
  /// own rules tell so, with a cause.
  var takesAdministrator: Bool {
    switch self {
    case .listRequests, .retrieveRequest, .createMessage, .retrieveRequestType: true
    case .createRequestType, .deleteRequestType, .publishRequestType, .unpublishRequestType: true
    default: false
    }
  }

  /// Whom it answers (contract, `security` of each operation).
  var access: Access {
    switch self {
    case .listRequests, .retrieveRequest, .listRequestTypes, .retrieveRequestType: .scope(.accessRequestsRead)
    case .browseRequests, .browseRequest: .scope(.accessRequestsRead)
    case .createRequest, .createMessage, .decideRequest, .lockRequest: .scope(.accessRequestsManage)
    case .createRequestType, .deleteRequestType, .publishRequestType, .unpublishRequestType:
      .scope(.accessRequestsManage)
    case .currentUser, .user, .listUsers: .scope(.usersRead)
    case .listGroups, .group, .listMembers: .scope(.groupsRead)
    case .issueToken, .organization: .anybody
    case .statistics, .messages: .holder
    case .page: .anybody
    }
  }
}
