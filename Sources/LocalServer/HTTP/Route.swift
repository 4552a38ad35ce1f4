import OktaWire

/// Where an operation is found. `schemas/api.openapi.yaml` describes each of them, and a test compares the two.
struct Route: Sendable {
  let method: String
  /// A path as OpenAPI writes it: `{…}` stands for one segment that is not empty.
  let template: String
  /// The operation for the segments that stand where the template has `{…}`, decoded.
  let operation: @Sendable ([String]) -> Operation
  private let segments: [Substring]

  private init(_ method: String, _ template: String, _ operation: @escaping @Sendable ([String]) -> Operation) {
    self.method = method
    self.template = template
    self.operation = operation
    segments = template.split(separator: "/", omittingEmptySubsequences: false)
  }

  /// All of them; where two fit a path, the first is taken.
  static let all = [
    Route("GET", "/governance/api/v1/requests") { _ in .listRequests },
    Route("POST", "/governance/api/v1/requests") { _ in .createRequest },
    Route("GET", "/governance/api/v1/requests/{requestId}") { .retrieveRequest($0[0]) },
    Route("POST", "/governance/api/v1/requests/{requestId}/messages") { .createMessage($0[0]) },
    Route("GET", "/governance/api/v1/request-types") { _ in .listRequestTypes },
    Route("POST", "/governance/api/v1/request-types") { _ in .createRequestType },
    Route("GET", "/governance/api/v1/request-types/{requestTypeId}") { .retrieveRequestType($0[0]) },
    Route("DELETE", "/governance/api/v1/request-types/{requestTypeId}") { .deleteRequestType($0[0]) },
    Route("POST", "/governance/api/v1/request-types/{requestTypeId}/publish") { .publishRequestType($0[0]) },
    Route("POST", "/governance/api/v1/request-types/{requestTypeId}/un-publish") { .unpublishRequestType($0[0]) },
    Route("GET", "/api/v1/users") { _ in .listUsers },
    Route("GET", "/api/v1/groups") { _ in .listGroups },
    Route("GET", "/api/v1/groups/{groupId}") { .group($0[0]) },
    Route("GET", "/api/v1/groups/{groupId}/users") { .listMembers($0[0]) },
    Route("GET", "/api/v1/users/me") { _ in .currentUser },
    Route("GET", "/api/v1/users/{userId}") { .user($0[0]) },
    Route("POST", "/oauth2/v1/token") { _ in .issueToken },
    Route("GET", Endpoint.organizationPath) { _ in .organization },
    Route("GET", "/local/v1/statistics") { _ in .statistics },
    Route("GET", "/local/v1/messages") { _ in .messages },
    Route("GET", "/") { _ in .page },
    Route("GET", "/local/v1/requests") { _ in .browseRequests },
    Route("GET", "/local/v1/requests/{requestId}") { .browseRequest($0[0]) },
    Route("POST", "/local/v1/requests/{requestId}/decision") { .decideRequest($0[0]) },
    Route("POST", "/local/v1/requests/{requestId}/lock") { .lockRequest($0[0]) },
  ]

  /// What a method and a path turned out to be.
  enum Found: Sendable {
    case operation(Operation)
    /// The methods that the path knows.
    case wrongMethod(allowed: [String])
    case unknownPath
  }

  /// `HEAD` asks for what `GET` does (RFC 9110, section 9.3.2).
  static func find(method: String, path: Substring) -> Found {
    let written = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      PercentEncoding.decode(segment, plusIsSpace: false) ?? String(segment)
    }
    let fitting = all.compactMap { route in route.values(in: written).map { (route, $0) } }
    let wanted = method == "HEAD" ? "GET" : method
    if let (route, values) = fitting.first(where: { $0.0.method == wanted }) {
      return .operation(route.operation(values))
    }
    let methods = Set(fitting.map(\.0.method))
    if methods.isEmpty { return .unknownPath }
    return .wrongMethod(allowed: methods.union(methods.contains("GET") ? ["HEAD"] : []).sorted())
  }

  /// What stands in a path where the template has `{…}`; `nil` where the path is another one.
  private func values(in path: [String]) -> [String]? {
    guard path.count == segments.count else { return nil }
    var values: [String] = []
    for (segment, written) in zip(segments, path) {
      if segment.first == "{" {
        if written.isEmpty { return nil }
        values.append(written)
      } else if segment != written {
        return nil
      }
    }
    return values
  }
}
