import OktaWire
import RequestModel

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
    _ method: String, _ path: String, _ bucket: BucketFamily?, _ access: Access, requiresAdministrator: Bool = false,
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
}

// MARK: The table

extension ServerOperation {
  /// All operations; where several match a path, the first is taken.
  static let all = requests + requestTypes + directory + local

  private static let requests = [
    ServerOperation(
      "GET", "/governance/api/v1/requests", .listRequests, .scope(.accessRequestsRead), requiresAdministrator: true,
      isList: true
    ) { try await $0.listRequests() },
    ServerOperation("POST", "/governance/api/v1/requests", .createRequest, .scope(.accessRequestsManage)) {
      try await $0.createRequest()
    },
    ServerOperation(
      "GET", "/governance/api/v1/requests/{requestId}", .retrieveRequest, .scope(.accessRequestsRead),
      requiresAdministrator: true
    ) { try await $0.retrieveRequest($0.parameter) },
    ServerOperation(
      "POST", "/governance/api/v1/requests/{requestId}/messages", .sendMessage, .scope(.accessRequestsManage),
      requiresAdministrator: true
    ) { try await $0.createMessage(to: $0.parameter) },
  ]

  private static let requestTypes = [
    ServerOperation(
      "GET", "/governance/api/v1/request-types", .listRequestTypes, .scope(.accessRequestsRead), isList: true
    ) { try await $0.listRequestTypes() },
    ServerOperation(
      "POST", "/governance/api/v1/request-types", .changeRequestTypes, .scope(.accessRequestsManage),
      requiresAdministrator: true
    ) { try await $0.createRequestType() },
    ServerOperation(
      "GET", "/governance/api/v1/request-types/{requestTypeId}", .retrieveRequestType, .scope(.accessRequestsRead),
      requiresAdministrator: true
    ) { try await $0.retrieveRequestType($0.parameter) },
    ServerOperation(
      "DELETE", "/governance/api/v1/request-types/{requestTypeId}", .changeRequestTypes, .scope(.accessRequestsManage),
      requiresAdministrator: true
    ) { try await $0.deleteRequestType($0.parameter) },
    ServerOperation(
      "POST", "/governance/api/v1/request-types/{requestTypeId}/publish", .changeRequestTypes,
      .scope(.accessRequestsManage), requiresAdministrator: true
    ) { try await $0.changeStatus(of: $0.parameter, to: .active) },
    ServerOperation(
      "POST", "/governance/api/v1/request-types/{requestTypeId}/un-publish", .changeRequestTypes,
      .scope(.accessRequestsManage), requiresAdministrator: true
    ) { try await $0.changeStatus(of: $0.parameter, to: .draft) },
  ]

  /// Users and groups of the core API, access tokens, and the org's id. Okta does not limit calls under `/.well-known`,
  /// and neither does this server.
  private static let directory = [
    ServerOperation("GET", "/api/v1/users", .listUsers, .scope(.usersRead), isList: true) { try await $0.listUsers() },
    ServerOperation("GET", "/api/v1/groups", .groups, .scope(.groupsRead), isList: true) { try await $0.listGroups() },
    ServerOperation("GET", "/api/v1/groups/{groupId}", .groups, .scope(.groupsRead)) {
      try await $0.showGroup($0.parameter)
    },
    ServerOperation("GET", "/api/v1/groups/{groupId}/users", .listMembers, .scope(.groupsRead), isList: true) {
      try await $0.listMembers(of: $0.parameter)
    },
    ServerOperation("GET", "/api/v1/users/me", .users, .scope(.usersRead)) { try await $0.showUser($0.user) },
    ServerOperation("GET", "/api/v1/users/{userId}", .users, .scope(.usersRead)) {
      try await $0.showUser($0.parameter)
    },
    ServerOperation("POST", "/oauth2/v1/token", .tokens, .anonymous) { try await $0.issueToken() },
    ServerOperation("GET", Endpoint.organizationPath, nil, .anonymous) { try await $0.showOrganization() },
  ]

  /// What only this server has: its statistics, messages as they were received, and the admin page with its calls.
  private static let local = [
    ServerOperation("GET", "/local/v1/statistics", nil, .anyToken) { try await $0.showStatistics() },
    ServerOperation("GET", "/local/v1/messages", nil, .anyToken) { try await $0.showMessages() },
    ServerOperation("GET", "/", nil, .anonymous, isForBrowser: true) { $0.showAdminPage() },
    ServerOperation("GET", "/local/v1/requests", nil, .scope(.accessRequestsRead), isForBrowser: true) {
      try await $0.listRequestsForBrowser()
    },
    ServerOperation("GET", "/local/v1/requests/{requestId}", nil, .scope(.accessRequestsRead), isForBrowser: true) {
      try await $0.showRequestForBrowser($0.parameter)
    },
    ServerOperation(
      "POST", "/local/v1/requests/{requestId}/decision", nil, .scope(.accessRequestsManage), isForBrowser: true
    ) { try await $0.decideRequest($0.parameter) },
    ServerOperation(
      "POST", "/local/v1/requests/{requestId}/lock", nil, .scope(.accessRequestsManage), isForBrowser: true
    ) {
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
