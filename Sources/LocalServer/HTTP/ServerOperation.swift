import OktaWire
import Model

/// One operation of the server: where it is found, who may call it, what limits it, and what carries it out.
/// `schemas/api.openapi.yaml` describes each; a test compares the two.
struct ServerOperation: Sendable {
  /// What an operation does with a call.
  typealias Run = @Sendable (_ handler: OperationHandler) async throws -> ServerResponse

  let method: String
  /// The path as OpenAPI writes it: `{…}` stands for one segment that is not empty. No path has more than one.
  let path: String
  /// The bucket that counts its calls; `nil`: they are neither limited nor counted, and no fault is injected.
  let bucket: BucketFamily?
  /// What token it requires (contract, `security` of each operation).
  let access: Access
  /// Whether only administrators may call it (contract, `x-okta-iam-admin-roles` of each operation). A create of a
  /// request requires one as well, and its own rules check it, since its refusal has a cause.
  let requiresAdministrator: Bool
  /// Whether it returns a page of a list, which may link to a next page.
  let isList: Bool
  /// Whether a browser calls it for a person: then the name by which it called the server is always checked
  /// (`TrustedHosts`).
  let isForBrowser: Bool
  let run: Run
  private let segments: [Substring]

  private init(
    _ method: String, _ path: String, bucket: BucketFamily? = nil, access: Access, requiresAdministrator: Bool = false,
    isList: Bool = false, isForBrowser: Bool = false, run: @escaping Run
  ) {
    (self.method, self.path, self.bucket, self.access) = (method, path, bucket, access)
    (self.requiresAdministrator, self.isList, self.isForBrowser) = (requiresAdministrator, isList, isForBrowser)
    self.run = run
    segments = path.split(separator: "/", omittingEmptySubsequences: false)
  }
}

/// What token an operation requires.
enum Access: Hashable, Sendable {
  /// None; one that is sent is not checked.
  case anonymous
  /// Any accepted token.
  case anyToken
  /// An API token, or an access token that was granted the scope.
  case scope(OAuthScope)

  static let readRequests = scope(.accessRequestsRead)
  static let manageRequests = scope(.accessRequestsManage)
}

// MARK: The table

extension ServerOperation {
  /// All operations; where several match a path, the first is taken.
  static let all = requests + requestTypes + directory + local

  private static let requests: [ServerOperation] = [
    .init(
      "GET", "/governance/api/v1/requests", bucket: .listRequests, access: .readRequests, requiresAdministrator: true,
      isList: true
    ) { try await $0.listRequests() },
    .init("POST", "/governance/api/v1/requests", bucket: .createRequest, access: .manageRequests) {
      try await $0.createRequest()
    },
    .init(
      "GET", "/governance/api/v1/requests/{requestId}", bucket: .retrieveRequest, access: .readRequests,
      requiresAdministrator: true
    ) { try await $0.retrieveRequest($0.parameter) },
    .init(
      "PATCH", "/governance/api/v1/requests/{requestId}", bucket: .cancelRequest, access: .manageRequests,
      requiresAdministrator: true
    ) { try await $0.cancelRequest($0.parameter) },
    .init(
      "POST", "/governance/api/v1/requests/{requestId}/messages", bucket: .sendMessage, access: .manageRequests,
      requiresAdministrator: true
    ) { try await $0.createMessage(to: $0.parameter) },
  ]

  private static let requestTypes: [ServerOperation] = [
    .init("GET", "/governance/api/v1/request-types", bucket: .listRequestTypes, access: .readRequests, isList: true) {
      try await $0.listRequestTypes()
    },
    .init(
      "POST", "/governance/api/v1/request-types", bucket: .changeRequestTypes, access: .manageRequests,
      requiresAdministrator: true
    ) { try await $0.createRequestType() },
    .init(
      "GET", "/governance/api/v1/request-types/{requestTypeId}", bucket: .retrieveRequestType, access: .readRequests,
      requiresAdministrator: true
    ) { try await $0.retrieveRequestType($0.parameter) },
    .init(
      "DELETE", "/governance/api/v1/request-types/{requestTypeId}", bucket: .changeRequestTypes,
      access: .manageRequests, requiresAdministrator: true
    ) { try await $0.deleteRequestType($0.parameter) },
    .init(
      "POST", "/governance/api/v1/request-types/{requestTypeId}/publish", bucket: .changeRequestTypes,
      access: .manageRequests, requiresAdministrator: true
    ) { try await $0.changeStatus(of: $0.parameter, to: .active) },
    .init(
      "POST", "/governance/api/v1/request-types/{requestTypeId}/un-publish", bucket: .changeRequestTypes,
      access: .manageRequests, requiresAdministrator: true
    ) { try await $0.changeStatus(of: $0.parameter, to: .draft) },
  ]

  /// Users and groups of the core API, access tokens, and the org's id. Okta does not limit calls under `/.well-known`,
  /// and neither does this server.
  private static let directory: [ServerOperation] = [
    .init("GET", "/api/v1/users", bucket: .listUsers, access: .scope(.usersRead), isList: true) {
      try await $0.listUsers()
    },
    .init("GET", "/api/v1/groups", bucket: .groups, access: .scope(.groupsRead), isList: true) {
      try await $0.listGroups()
    },
    .init("GET", "/api/v1/groups/{groupId}", bucket: .groups, access: .scope(.groupsRead)) {
      try await $0.showGroup($0.parameter)
    },
    .init("GET", "/api/v1/groups/{groupId}/users", bucket: .listMembers, access: .scope(.groupsRead), isList: true) {
      try await $0.listMembers(of: $0.parameter)
    },
    .init("GET", "/api/v1/users/me", bucket: .users, access: .scope(.usersRead)) { try await $0.showUser($0.user) },
    .init("GET", "/api/v1/users/{userId}", bucket: .users, access: .scope(.usersRead)) {
      try await $0.showUser($0.parameter)
    },
    .init("POST", "/oauth2/v1/token", bucket: .tokens, access: .anonymous) { try await $0.issueToken() },
    .init("GET", Endpoint.organizationPath, access: .anonymous) { try await $0.showOrganization() },
  ]

  /// What only this server has: its statistics, messages as they were received, and the admin page with its calls.
  private static let local: [ServerOperation] = [
    .init("GET", "/local/v1/statistics", access: .anyToken) { try await $0.showStatistics() },
    .init("GET", "/local/v1/messages", access: .anyToken) { try await $0.showMessages() },
    .init("GET", "/", access: .anonymous, isForBrowser: true) { $0.showAdminPage() },
    .init("GET", "/local/v1/requests", access: .readRequests, isForBrowser: true) {
      try await $0.listRequestsForBrowser()
    },
    .init("GET", "/local/v1/requests/{requestId}", access: .readRequests, isForBrowser: true) {
      try await $0.showRequestForBrowser($0.parameter)
    },
    .init("POST", "/local/v1/requests/{requestId}/decision", access: .manageRequests, isForBrowser: true) {
      try await $0.decideRequest($0.parameter)
    },
    .init("POST", "/local/v1/requests/{requestId}/lock", access: .manageRequests, isForBrowser: true) {
      try await $0.lockRequest($0.parameter)
    },
  ]
}

// MARK: Finding one

extension ServerOperation {
  /// What a method and a path lead to.
  enum Match: Sendable {
    /// The operation and its path parameter, decoded; empty where the path has none.
    case operation(ServerOperation, parameter: String)
    /// The methods that the path supports.
    case wrongMethod(allowed: [String])
    case unknownPath
  }

  /// `HEAD` is answered like `GET`, without the body (RFC 9110, section 9.3.2).
  static func find(method: String, path: Substring) -> Match {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      PercentEncoding.decode(segment, plusIsSpace: false) ?? String(segment)
    }
    let matching = all.compactMap { operation in operation.parameter(in: segments).map { (operation, $0) } }
    let wanted = method == "HEAD" ? "GET" : method
    if let (operation, parameter) = matching.first(where: { $0.0.method == wanted }) {
      return .operation(operation, parameter: parameter)
    }
    let methods = Set(matching.map(\.0.method))
    if methods.isEmpty { return .unknownPath }
    return .wrongMethod(allowed: methods.union(methods.contains("GET") ? ["HEAD"] : []).sorted())
  }

  /// The segment at the place of `{…}`, empty where there is none; `nil` where the path does not match.
  private func parameter(in path: [String]) -> String? {
    guard path.count == segments.count else { return nil }
    var parameter = ""
    for (segment, value) in zip(segments, path) {
      if segment.first == "{" {
        if value.isEmpty { return nil }
        parameter = value
      } else if segment != value {
        return nil
      }
    }
    return parameter
  }
}
