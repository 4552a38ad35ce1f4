package import RequestModel

/// What `writ auth check` found out.
package struct AuthReport: Hashable, Sendable {
  /// Whether something may be done, as far as that shows without doing it.
  package struct Right: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
      case granted, refused, unknown
    }

    /// Such as `listRequests`.
    package var name: String
    package var state: State
    /// How it is known, or what the org said.
    package var reason: String
    /// Whether only some manifests need it.
    package var isOptional: Bool

    package init(name: String, state: State, reason: String, isOptional: Bool = false) {
      self.name = name
      self.state = state
      self.reason = reason
      self.isOptional = isOptional
    }
  }

  /// What the org's headers said of one kind of call.
  package struct Limit: Hashable, Sendable {
    package var call: CallFamily
    package var reading: RateLimitHeaders

    package init(call: CallFamily, reading: RateLimitHeaders) {
      self.call = call
      self.reading = reading
    }
  }

  package var orgURL: String
  /// `API token`, `access token` or `service app`.
  package var credentials: String
  /// The scheme of the header `Authorization`.
  package var scheme: String
  package var clientID: String?
  package var userID: String?
  package var login: String?
  /// `nil` where nobody told.
  package var scopes: [String]?
  package var rights: [Right]
  package var limits: [Limit]

  package init(
    orgURL: String, credentials: String, scheme: String, clientID: String? = nil, userID: String? = nil,
    login: String? = nil, scopes: [String]? = nil, rights: [Right] = [], limits: [Limit] = []
  ) {
    self.orgURL = orgURL
    self.credentials = credentials
    self.scheme = scheme
    self.clientID = clientID
    self.userID = userID
    self.login = login
    self.scopes = scopes
    self.rights = rights
    self.limits = limits
  }

  /// Whether all is granted that every manifest needs.
  package var isSound: Bool { rights.allSatisfy { $0.state == .granted || $0.isOptional } }

  /// Whether something was refused that every manifest needs.
  package var isRefused: Bool { rights.contains { $0.state == .refused && !$0.isOptional } }
}
