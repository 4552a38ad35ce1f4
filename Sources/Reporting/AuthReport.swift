package import Model

/// What `writ auth check` found out.
package struct AuthReport: Hashable, Sendable {
  /// Whether something may be done, as far as that shows without doing it.
  package struct Permission: Hashable, Sendable {
    /// Whether the org allows the call.
    package enum State: String, Hashable, Sendable {
      /// A reply proves that the call is allowed.
      case granted
      /// The org refused the token or the call.
      case refused
      /// The outcome proves neither.
      case unknown
    }

    /// Such as `listRequests`.
    package var name: String
    /// What the probe showed.
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

  /// The rate limit of one kind of call, from the headers of a reply.
  package struct Limit: Hashable, Sendable {
    /// The kind of call that the limit is for.
    package var call: CallFamily
    /// The limit, what is left of it, and when its window ends.
    package var reading: RateLimitHeaders

    package init(call: CallFamily, reading: RateLimitHeaders) {
      self.call = call
      self.reading = reading
    }
  }

  /// The org that was asked: scheme, host, and a port other than the default one.
  package var orgURL: String
  /// `API token`, `access token` or `service app`.
  package var credentials: String
  /// The scheme of the header `Authorization`.
  package var scheme: String
  /// The client id of a service app; `nil` for other credentials.
  package var clientID: String?
  /// The id of the token's user; `nil` for a service app, and where the org does not return the user.
  package var userID: String?
  /// The login of that user; `nil` where it is not known.
  package var login: String?
  /// The scopes that the org granted with the token; `nil` where the org did not list them.
  package var scopes: [String]?
  /// The permissions that were checked, in the order of the checks.
  package var permissions: [Permission]
  /// The rate limits that the replies stated, in the order of the calls.
  package var limits: [Limit]

  package init(
    orgURL: String, credentials: String, scheme: String, clientID: String? = nil, userID: String? = nil,
    login: String? = nil, scopes: [String]? = nil, permissions: [Permission] = [], limits: [Limit] = []
  ) {
    self.orgURL = orgURL
    self.credentials = credentials
    self.scheme = scheme
    self.clientID = clientID
    self.userID = userID
    self.login = login
    self.scopes = scopes
    self.permissions = permissions
    self.limits = limits
  }

  /// Whether all is granted that every manifest needs.
  package var isUsable: Bool { permissions.allSatisfy { $0.state == .granted || $0.isOptional } }

  /// Whether something was refused that every manifest needs.
  package var isRefused: Bool { permissions.contains { $0.state == .refused && !$0.isOptional } }
}
