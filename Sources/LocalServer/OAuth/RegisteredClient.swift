import OktaWire

/// A service app that may request access tokens.
struct RegisteredClient: Hashable, Sendable {
  /// The key that verifies assertions of the app.
  struct Key: Hashable, Sendable {
    /// The required `kid` of assertions; `nil`: any.
    var id: String?
    var key: VerificationKey
  }

  var id: String
  var key: Key
  /// The granted scopes.
  var scopes: [String]
  /// Whether its tokens must be bound to a key (Okta's setting `dpop_bound_access_tokens`, on for new apps).
  var isBound: Bool
}
