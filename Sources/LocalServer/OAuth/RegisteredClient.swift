import OktaWire

/// A service app that may ask for access tokens.
struct RegisteredClient: Hashable, Sendable {
  /// What assertions of the app are checked with.
  struct Key: Hashable, Sendable {
    /// `nil`: an assertion need not name it.
    var id: String?
    var key: VerificationKey
  }

  var id: String
  var key: Key
  /// Those it was granted.
  var scopes: [String]
  /// Whether its tokens have to be bound to a key (Okta's setting `dpop_bound_access_tokens`, on for new apps).
  var isBound: Bool
}
