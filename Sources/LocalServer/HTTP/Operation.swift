import OktaAPI

/// What a method and a path ask for: the operations of the contract, the core API's users, and the server's own extras.
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
  case user(String)
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

  /// What a method and a path turned out to be.
  enum Found: Hashable, Sendable {
    case operation(Operation)
    case wrongMethod
    case unknownPath
  }

  static func find(method: String, path: Substring) -> Found {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { segment in
      PercentEncoding.decode(segment, plusIsSpace: false) ?? String(segment)
    }
    guard let resource = resource(segments) else { return .unknownPath }
    return resource[method].map(Found.operation) ?? .wrongMethod
  }

  /// The methods of the resource that a path names.
  private static func resource(_ segments: [String]) -> [String: Operation]? {
    if segments.starts(with: ["governance", "api", "v1"]) { return governance(Array(segments.dropFirst(3))) }
    if segments.starts(with: ["local", "v1", "requests"]) { return browsing(Array(segments.dropFirst(3))) }
    switch segments.count {
    case 1 where segments[0].isEmpty: return ["GET": .page]
    case 4 where segments.starts(with: ["api", "v1", "users"]) && !segments[3].isEmpty:
      return ["GET": segments[3] == "me" ? .currentUser : .user(segments[3])]
    case 3 where segments == ["local", "v1", "statistics"]: return ["GET": .statistics]
    case 3 where segments == ["local", "v1", "messages"]: return ["GET": .messages]
    default: return nil
    }
  }

  private static func browsing(_ segments: [String]) -> [String: Operation]? {
    guard segments.allSatisfy({ !$0.isEmpty }) else { return nil }
    switch (segments.count, segments.last) {
    case (0, _): return ["GET": .browseRequests]
    case (1, let id?): return ["GET": .browseRequest(id)]
    case (2, "decision"): return ["POST": .decideRequest(segments[0])]
    case (2, "lock"): return ["POST": .lockRequest(segments[0])]
    default: return nil
    }
  }

  private static func governance(_ segments: [String]) -> [String: Operation]? {
    guard segments.allSatisfy({ !$0.isEmpty }) else { return nil }
    switch (segments.first, segments.count, segments.last) {
    case ("requests", 1, _): return ["GET": .listRequests, "POST": .createRequest]
    case ("requests", 2, let id?): return ["GET": .retrieveRequest(id)]
    case ("requests", 3, "messages"): return ["POST": .createMessage(segments[1])]
    case ("request-types", 1, _): return ["GET": .listRequestTypes, "POST": .createRequestType]
    case ("request-types", 2, let id?): return ["GET": .retrieveRequestType(id), "DELETE": .deleteRequestType(id)]
    case ("request-types", 3, "publish"): return ["POST": .publishRequestType(segments[1])]
    case ("request-types", 3, "un-publish"): return ["POST": .unpublishRequestType(segments[1])]
    default: return nil
    }
  }

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
    case .statistics, .messages, .page, .browseRequests, .browseRequest, .decideRequest, .lockRequest: nil
    }
  }

  /// Whether a browser calls it for a person: then the name that it called the server by is checked (`TrustedHost`).
  var isBrowsed: Bool {
    switch self {
    case .page, .browseRequests, .browseRequest, .decideRequest, .lockRequest: true
    default: false
    }
  }
}
